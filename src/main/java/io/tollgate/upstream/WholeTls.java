package io.tollgate.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS whose end without a word of goodbye (close_notify) is a failure. Jetty takes it for an end, and so, where the end of
 * the connection is the end of the answer, whatever an attacker has cut off for the whole (RFC 9112, section 9.8). Where
 * the answer says how long it is nothing comes of it: whoever is done does not read on.
 */
final class WholeTls extends SslClientConnectionFactory {
    WholeTls(
            SslContextFactory.Client engines, ByteBufferPool buffers, Executor executor, ClientConnectionFactory next) {
        super(engines, buffers, executor, next);
    }

    @Override
    protected SslConnection newSslConnection(EndPoint endPoint, SSLEngine engine) {
        return new Whole(
                getByteBufferPool(),
                getExecutor(),
                getSslContextFactory(),
                endPoint,
                engine,
                isDirectBuffersForEncryption(),
                isDirectBuffersForDecryption());
    }

    private static final class Whole extends SslConnection {
        /** Heard from the other end; what this end closes by itself looks the same afterwards. */
        private volatile boolean goodbye;

        private Whole(
                ByteBufferPool buffers,
                Executor executor,
                SslContextFactory engines,
                EndPoint endPoint,
                SSLEngine engine,
                boolean directOutside,
                boolean directInside) {
            super(buffers, executor, engines, endPoint, engine, directOutside, directInside);
        }

        @Override
        protected SSLEngineResult unwrap(SSLEngine engine, ByteBuffer input, ByteBuffer output) throws SSLException {
            boolean closed = engine.isInboundDone();
            SSLEngineResult result = super.unwrap(engine, input, output);
            if (!closed && result.getStatus() == SSLEngineResult.Status.CLOSED) {
                goodbye = true;
            }
            return result;
        }

        @Override
        protected SslEndPoint newSslEndPoint() {
            return new Decrypted();
        }

        private final class Decrypted extends SslEndPoint {
            private boolean begun;

            @Override
            public int fill(ByteBuffer buffer) throws IOException {
                int filled = super.fill(buffer);
                begun |= filled > 0;
                if (filled < 0 && begun && !goodbye) {
                    throw new EOFException("TLS was cut off");
                }
                return filled;
            }
        }
    }
}
