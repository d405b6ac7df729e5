package io.tollgate.boot.jar;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes a request's scheme from its connection. Jetty takes it from the request, where a client may write what it likes:
 * in the target of HTTP/1.1, in the field {@code :scheme} of HTTP/2.
 */
final class ConnectionScheme implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        boolean secure = request.getConnectionMetaData().isSecure();
        HttpScheme scheme = secure ? HttpScheme.HTTPS : HttpScheme.HTTP;
        HttpURI uri = request.getHttpURI();
        if (scheme.is(uri.getScheme())) {
            return request;
        }
        HttpURI own = HttpURI.build(uri).scheme(scheme).asImmutable();
        return new Request.Wrapper(request) {
            @Override
            public HttpURI getHttpURI() {
                return own;
            }

            @Override
            public boolean isSecure() {
                return secure;
            }
        };
    }
}
