package io.tollgate.boot.jar;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** Tells clients of HTTP/1 with their answer that it is the last on its connection, once its listener has them go. */
final class LastAnswers implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        Connector connector = request.getConnectionMetaData().getConnector();
        if (connector instanceof WatchingConnector listener
                && request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            request.addHttpStreamWrapper(stream -> new Telling(stream, listener));
        }
        return request;
    }

    private static final class Telling extends HttpStream.Wrapper {
        private final WatchingConnector listener;

        Telling(HttpStream stream, WatchingConnector listener) {
            super(stream);
            this.listener = listener;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            boolean tells = response != null && response.getStatus() >= 200 && listener.hasClientsGo();
            super.send(request, tells ? closing(response) : response, last, content, callback);
        }

        private static MetaData.Response closing(MetaData.Response response) {
            HttpFields fields = HttpFields.build(response.getHttpFields())
                    .put(HttpFields.CONNECTION_CLOSE)
                    .asImmutable();
            return new MetaData.Response(
                    response.getStatus(),
                    response.getReason(),
                    response.getHttpVersion(),
                    fields,
                    response.getContentLength(),
                    response.getTrailersSupplier());
        }
    }
}
