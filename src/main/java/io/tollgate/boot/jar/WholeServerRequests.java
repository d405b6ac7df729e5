package io.tollgate.boot.jar;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets {@code OPTIONS *}, which asks about a server as a whole (RFC 9110, section 9.3.7), into the one web application
 * there is: no path leads there.
 */
final class WholeServerRequests extends Handler.Wrapper {
    private static final String TARGET = "*";
    private static final String ATTRIBUTE = WholeServerRequests.class.getName();

    WholeServerRequests(Handler handler) {
        super(handler);
    }

    /** Whether that request asked about the whole server. */
    static boolean isOne(Request request) {
        return request.getMethod().equals("OPTIONS") && request.getAttribute(ATTRIBUTE) != null;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!TARGET.equals(request.getHttpURI().getPath())) {
            return super.handle(request, response, callback);
        }
        HttpURI root = HttpURI.build(request.getHttpURI()).path("/").asImmutable();
        request.setAttribute(ATTRIBUTE, TARGET);
        return super.handle(
                new Request.Wrapper(request) {
                    @Override
                    public HttpURI getHttpURI() {
                        return root;
                    }
                },
                response,
                callback);
    }
}
