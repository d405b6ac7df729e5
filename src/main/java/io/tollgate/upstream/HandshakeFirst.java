package io.tollgate.upstream;

import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.NegotiatingClientConnection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/**
 * Shakes hands before the connection is used. Left to itself, jetty-client does so with the first bytes of a request,
 * and a certificate that is not believed looks like a request that failed half-way, which must not go elsewhere.
 */
final class HandshakeFirst extends NegotiatingClientConnection implements SslHandshakeListener {

    /**
     * @param next makes the connection that takes its place when hands are shaken
     */
    HandshakeFirst(
            SslConnection.SslEndPoint endPoint,
            Executor executor,
            ClientConnectionFactory next,
            Map<String, Object> context) {
        super(endPoint, executor, (SSLEngine) context.get(SSLEngine.class.getName()), next, context);
        endPoint.getSslConnection().addHandshakeListener(this);
    }

    @Override
    @SuppressWarnings("NullAway") // Null says that nothing was negotiated. The superclass is not annotated.
    public void handshakeSucceeded(Event event) {
        completed(null);
    }
}
