package io.tollgate.boot.jar;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps from clients that speak HTTP/1.0 the 100 that they would take for their answer, even if they asked for it (RFC 9110,
 * section 10.1.1).
 */
final class OldClients implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0
                && request.getHeaders().contains(HttpHeader.EXPECT)) {
            request.addHttpStreamWrapper(WithoutContinue::new);
        }
        return request;
    }

    private static final class WithoutContinue extends HttpStream.Wrapper {
        WithoutContinue(HttpStream stream) {
            super(stream);
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            if (response != null && response.getStatus() == HttpStatus.CONTINUE_100) {
                callback.succeeded();
            } else {
                super.send(request, response, last, content, callback);
            }
        }
    }
}
