package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Writes a PROXY header, then makes room for the connection proper. Jetty's own takes its words from a tag of its own
 * class, puts the proxy's port in place of an unknown one, and cannot tell of addresses of two kinds.
 */
final class HeaderFirst extends AbstractConnection implements Callback {
    private final byte[] header;
    private final ClientConnectionFactory next;
    private final Map<String, Object> context;

    private HeaderFirst(
            EndPoint endPoint,
            Executor executor,
            byte[] header,
            ClientConnectionFactory next,
            Map<String, Object> context) {
        super(endPoint, executor);
        this.header = header;
        this.next = next;
        this.context = context;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().write(this, ByteBuffer.wrap(header));
    }

    @Override
    public void succeeded() {
        try {
            getEndPoint().upgrade(next.newConnection(getEndPoint(), context));
        } catch (Exception e) {
            failed(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public void failed(Throwable cause) {
        getEndPoint().close(cause);
        Promise<Connection> promise = (Promise<Connection>)
                Objects.requireNonNull(context.get(ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY));
        promise.failed(cause);
    }

    @Override
    public void onFillable() {
        // Nobody asks for bytes before the header is out.
    }

    /** Makes them. */
    static final class Factory implements ClientConnectionFactory {
        private final byte[] header;
        private final ClientConnectionFactory next;

        /** @param next makes the connections that follow */
        Factory(byte[] header, ClientConnectionFactory next) {
            this.header = header;
            this.next = next;
        }

        @Override
        public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
            ClientConnector connector =
                    (ClientConnector) Objects.requireNonNull(context.get(ClientConnector.CONTEXT_KEY));
            return new HeaderFirst(endPoint, connector.getExecutor(), header, next, context);
        }
    }
}
