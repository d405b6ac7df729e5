package io.tollgate.tls;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines whose bytes go from one to the other in memory. */
final class EnginePair {
    private static final int ROOM = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private EnginePair() {}

    /**
     * Lets both shake hands to the end, which in TLS 1.3 is when the server has judged the client's certificate.
     *
     * @return what the client was shown
     * @throws SSLException when either refuses
     */
    static X509Certificate handshake(SSLEngine client, SSLEngine server) throws SSLException {
        client.setUseClientMode(true);
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(ROOM).flip();
        ByteBuffer toClient = ByteBuffer.allocate(ROOM).flip();
        for (int round = 0; round < 100; round++) {
            boolean one = step(client, toClient, toServer);
            boolean other = step(server, toServer, toClient);
            if (!one && !other) {
                break;
            }
        }
        if (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            throw new AssertionError(
                    "did not end: " + client.getHandshakeStatus() + ", " + server.getHandshakeStatus());
        }
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private static boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        SSLEngineResult result;
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
                return true;
            }
            case NEED_WRAP -> {
                out.compact();
                result = engine.wrap(NOTHING, out);
                out.flip();
            }
            default -> {
                if (!in.hasRemaining()) {
                    return false;
                }
                result = engine.unwrap(in, ByteBuffer.allocate(ROOM));
            }
        }
        return result.bytesConsumed() + result.bytesProduced() > 0;
    }
}
