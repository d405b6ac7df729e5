package io.tollgate.boot.jar;

import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets requests that name no path into the one web application there is, where they are judged and noted like all others:
 * {@code OPTIONS *}, which asks about a server as a whole (RFC 9110, section 9.3.7), and CONNECT over HTTP/2 (RFC 9113,
 * section 8.5).
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
        String path = request.getHttpURI().getPath();
        if (path != null && !path.equals(TARGET)) {
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
