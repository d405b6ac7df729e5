package io.tollgate.boot.jar;

import io.tollgate.boot.jar.HeadConnections.HeadConnection;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Ends the connections of clients that take too long over what comes before a request: PROXY header, TLS handshake and
 * the request's head. A byte now and then passes every limit of silence, and would hold a connection for as long as the
 * client likes. Looks at all connections now and then, so that requests themselves have nothing to do with it.
 */
final class SlowHeads {
    private final Clock clock;
    private volatile long limitNanos = Long.MAX_VALUE;

    /** @param clock the machine's, by which Jetty's parser notes when a head begins */
    SlowHeads(Clock clock) {
        this.clock = clock;
    }

    /** From now on heads may take so long. */
    void limit(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /** Ends those that are too slow by now. */
    void cut(Collection<EndPoint> endPoints) {
        for (EndPoint endPoint : endPoints) {
            if (endPoint instanceof WatchedEndPoint watched) {
                cut(watched);
            }
        }
    }

    private void cut(WatchedEndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        if (opening(connection)) {
            if (late(endPoint.openedNanos())) {
                endPoint.close(new TimeoutException("the connection took too long to open"));
            }
            return;
        }
        if (EmbeddedJetty.speaking(endPoint) instanceof HeadConnection http
                && http.withinHead()
                && late(http.headBeganNanos())) {
            // Nobody is there to be told while a thread reads; then there is a next time.
            boolean unused = endPoint.getFillInterest().onFail(new TimeoutException("the head took too long"));
        }
    }

    private boolean late(long sinceNanos) {
        return clock.nanos() - sinceNanos > limitNanos;
    }

    private static boolean opening(Connection connection) {
        return connection instanceof HeaderedConnections.HeaderConnection
                || (connection instanceof SslConnection secure
                        && secure.getSSLEngine().getSession().getProtocol().equals("NONE"));
    }
}
