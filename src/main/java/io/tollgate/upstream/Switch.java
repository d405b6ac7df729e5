package io.tollgate.upstream;

import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes a connection from jetty-client when its backend has answered that it goes on in another protocol. */
final class Switch {
    /** The head is whole, and jetty-client shall not look for a protocol of its own by its Upgrade field. */
    static final HttpUpgrader.Factory NOTHING_TO_PREPARE = version -> Unprepared.INSTANCE;

    private Switch() {}

    /** Whether an answer of 101 says what was asked for. HTTP/1.0 knows none (RFC 9110, section 15.2). */
    static boolean isTo(@Nullable String upgrade, Response answer) {
        String said = answer.getHeaders().get(HttpHeader.UPGRADE);
        return upgrade != null && upgrade.equalsIgnoreCase(said) && answer.getVersion() == HttpVersion.HTTP_1_1;
    }

    /**
     * To be called as the exchange completes.
     *
     * @param opened gets the connection, with what has come ahead on it
     */
    static void of(HttpRequest request, Consumer<Wire> opened) {
        if (!(request.getConnection() instanceof HttpConnectionOverHTTP connection)) {
            throw new IllegalStateException("not a connection of HTTP/1.1");
        }
        HttpClient client = connection.getHttpDestination().getHttpClient();
        EndPoint endPoint = connection.getEndPoint();
        endPoint.upgrade(new EndPointWire(endPoint, client.getExecutor(), client.getByteBufferPool(), opened));
    }

    private enum Unprepared implements HttpUpgrader {
        INSTANCE;

        @Override
        public void prepare(Request request) {}

        @Override
        public void upgrade(Response response, EndPoint endPoint, Callback callback) {
            callback.failed(
                    new UnsupportedOperationException("the connection is taken over when its exchange completes"));
        }
    }
}
