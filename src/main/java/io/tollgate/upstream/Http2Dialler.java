package io.tollgate.upstream;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.HTTP2ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections of HTTP/2 to one backend: with prior knowledge where no TLS is spoken, else where the handshake agrees
 * on it (RFC 9113, sections 3.2 and 3.3). Jetty's own way to agree wants a library more.
 *
 * @param engines speak TLS; null where none is spoken
 * @param first puts something ahead of all else; null where nothing is put
 * @param listener hears of every connection
 */
record Http2Dialler(
        HTTP2Client client,
        Transport transport,
        @Nullable LineEngines engines,
        ClientConnectionFactory.@Nullable Decorator first,
        Session.Listener listener)
        implements ConnectRace.Dialler<SocketAddress, Session> {
    private static final HTTP2ClientConnectionFactory HTTP2 = new HTTP2ClientConnectionFactory();

    @Override
    public Runnable dial(SocketAddress address, Promise<Session> outcome) {
        SeenTransport seen = new SeenTransport(transport);
        Map<String, Object> context = new ConcurrentHashMap<>();
        context.put(ClientConnectionFactory.CONTEXT_KEY, (ClientConnectionFactory) this::connection);
        if (first != null) {
            context.put(ClientConnectionFactory.Decorator.CONTEXT_KEY, first);
        }
        client.connect(seen, engines, address, listener, outcome, context);
        return seen::close;
    }

    @Override
    public void drop(Session session) {
        GrpcCall.close(session);
    }

    private Connection connection(EndPoint endPoint, Map<String, Object> context) {
        return endPoint instanceof SslConnection.SslEndPoint secure
                ? new HandshakeFirst(secure, client.getExecutor(), Http2Dialler::agreed, context)
                : HTTP2.newConnection(endPoint, context);
    }

    private static Connection agreed(EndPoint endPoint, Map<String, Object> context) throws IOException {
        SSLEngine engine = (SSLEngine) Objects.requireNonNull(context.get(SSLEngine.class.getName()));
        if (!LineEngines.HTTP_2.equals(engine.getApplicationProtocol())) {
            throw new IOException(GrpcCall.OTHER_PROTOCOL);
        }
        return HTTP2.newConnection(endPoint, context);
    }
}
