package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.internal.HttpChannelOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.client.transport.internal.HttpSenderOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/1.1 that reads on when it cannot write any more. A server that refuses a large body answers and closes, often
 * without reading the body; the stock transport fails the exchange at the first write that fails, and the answer, which
 * has come already, is lost.
 */
final class PatientTransport extends HttpClientTransportOverHTTP {
    /** What has come is read at once; without an answer the reading side fails long before this. */
    private static final long PATIENCE_MILLIS = 1_000;

    PatientTransport(ClientConnector connector) {
        super(connector);
    }

    @Override
    public Connection newConnection(EndPoint endPoint, Map<String, Object> context) {
        return customize(new PatientConnection(endPoint, context), context);
    }

    private static final class PatientConnection extends HttpConnectionOverHTTP {
        private PatientConnection(EndPoint endPoint, Map<String, Object> context) {
            super(endPoint, context);
        }

        @Override
        protected HttpChannelOverHTTP newHttpChannel() {
            return new HttpChannelOverHTTP(this) {
                @Override
                protected HttpSenderOverHTTP newHttpSender() {
                    return new PatientSender(this);
                }
            };
        }
    }

    private static final class PatientSender extends HttpSenderOverHTTP {
        private PatientSender(HttpChannelOverHTTP channel) {
            super(channel);
        }

        @Override
        protected void sendContent(HttpExchange exchange, ByteBuffer content, boolean last, Callback callback) {
            Scheduler scheduler =
                    getHttpChannel().getHttpDestination().getHttpClient().getScheduler();
            super.sendContent(
                    exchange,
                    content,
                    last,
                    Callback.from(
                            callback::succeeded,
                            failure -> scheduler.schedule(
                                    () -> callback.failed(failure), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)));
        }
    }
}
