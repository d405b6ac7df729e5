package io.tollgate.boot.jar;

import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;

/**
 * Has the clients of a listener go. Those of HTTP/2 are told by GOAWAY, first that they should open no more streams and,
 * a while later, that no more are taken (RFC 9113, section 6.8); those of HTTP/1.1 by their next answer. Connections that
 * have been silent for that while are closed. Whoever has a request in hand is let alone. One look at a time.
 */
final class Farewell {
    /** For a client that has heard the last word and does not close. */
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Clock clock;
    private final long beganNanos;
    private final long whileNanos;
    private final Set<EndPoint> told = ConcurrentHashMap.newKeySet();
    private final Set<EndPoint> ended = ConcurrentHashMap.newKeySet();

    /**
     * @param grace how long a connection must have been silent to be closed: what comes on it meanwhile is served
     */
    Farewell(Clock clock, Duration grace) {
        this.clock = clock;
        this.beganNanos = clock.nanos();
        this.whileNanos = grace.toNanos();
    }

    /** Looks at all connections once. */
    void look(Collection<EndPoint> endPoints) {
        told.retainAll(endPoints);
        ended.retainAll(endPoints);
        boolean late = clock.nanos() - beganNanos >= whileNanos;
        for (EndPoint endPoint : endPoints) {
            boolean http2 = EmbeddedJetty.speaking(endPoint) instanceof HTTP2Connection;
            if (http2 && told.add(endPoint)) {
                tell((HTTP2Connection) EmbeddedJetty.speaking(endPoint));
            } else if (late && ended.contains(endPoint)) {
                closeIfSilent(endPoint);
            } else if (late && (http2 || (!InHand.on(endPoint) && silentMillis(endPoint) >= whileNanos / 1_000_000))) {
                ended.add(endPoint);
                // Of HTTP/2, streams that are open go on.
                endPoint.getConnection().close();
            }
        }
    }

    private static void tell(HTTP2Connection connection) {
        Object unused = connection.getSession().shutdown();
    }

    private static void closeIfSilent(EndPoint endPoint) {
        if (!InHand.on(endPoint) && silentMillis(endPoint) >= CLOSE.toMillis()) {
            endPoint.close();
        }
    }

    private static long silentMillis(EndPoint endPoint) {
        return endPoint instanceof IdleTimeout timed ? timed.getIdleFor() : 0;
    }
}
