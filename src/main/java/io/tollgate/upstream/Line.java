package io.tollgate.upstream;

import io.tollgate.model.ConnectionSpec;
import io.tollgate.time.Timer;
import io.tollgate.tls.ClientTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.client.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one backend that are made and kept by the same rules, and that speak the same TLS. Thread-safe.
 */
final class Line implements Tag {
    /** For what comes about when no more requests will. */
    private static final Duration LATE = Duration.ofMillis(100);

    private final BackendAddress address;
    private final ConnectionSpec rules;
    private final @Nullable ClientTls tls;
    private final Timer limits;
    private final LongAdder opened;
    private final LongAdder closed;
    private final AtomicLong longestWaitNanos = new AtomicLong();

    /** One, or one for each client where connections are made in a client's name. */
    private final Set<KeptConnections> kept = ConcurrentHashMap.newKeySet();

    private volatile @Nullable KeptConnections common;
    private volatile boolean retired;
    private volatile Set<InetAddress> welcome = Set.of();

    /**
     * @param tls speaks TLS; null where none is spoken
     * @param limits ends the waiting for connections
     * @param opened counts connections that came about
     * @param closed counts those of them that ended
     */
    Line(
            BackendAddress address,
            ConnectionSpec rules,
            @Nullable ClientTls tls,
            Timer limits,
            LongAdder opened,
            LongAdder closed) {
        this.address = address;
        this.rules = rules;
        this.tls = tls;
        this.limits = limits;
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public Line line() {
        return this;
    }

    @Override
    public @Nullable ClientTls tls() {
        return tls;
    }

    BackendAddress address() {
        return address;
    }

    ConnectionSpec rules() {
        return rules;
    }

    /** Ends the waiting for connections. */
    Timer limits() {
        return limits;
    }

    /** What holds them; nothing before the first was asked for. */
    Set<KeptConnections> kept() {
        return kept;
    }

    /**
     * @param nobodys whether they are in no client's name
     */
    void keptBy(KeptConnections pool, boolean nobodys) {
        kept.add(pool);
        if (nobodys) {
            common = pool;
        }
    }

    /** A connection that is not in use and in no client's name; null when there is none. It must be released. */
    PatientTransport.@Nullable PatientConnection acquire() {
        KeptConnections now = common;
        if (now == null) {
            return null;
        }
        while (now.take() instanceof PatientTransport.PatientConnection found) {
            if (found.claim()) {
                return found;
            }
            if (!found.expired()) {
                now.giveBack(found);
                return null;
            }
            found.close();
        }
        return null;
    }

    void keptNoMoreBy(KeptConnections pool) {
        kept.remove(pool);
    }

    /** Somebody waits that long for a connection. */
    void waitFor(Duration limit) {
        long nanos = limit.toNanos();
        if (nanos > longestWaitNanos.get()) {
            longestWaitNanos.accumulateAndGet(nanos, Math::max);
        }
    }

    /**
     * How long to go on with what has not come about: as long as anybody has waited. Else what nobody waits for any more
     * would take up the place of what is wanted.
     *
     * @param otherwise where nobody has waited
     */
    Duration connectLimit(Duration otherwise) {
        long nanos = longestWaitNanos.get();
        return nanos == 0 ? otherwise : Duration.ofNanos(nanos);
    }

    /** No more requests will come: what is idle is closed now, what is in use when it is done. */
    void retire() {
        retired = true;
        sortOut();
    }

    /**
     * Closes an idle connection if there are more than there may be, one that is about to be made included. Those in use
     * are bounded by the leases of the backend.
     */
    void makeRoom() {
        int all = 0;
        for (KeptConnections each : kept) {
            all += each.getConnectionCount();
        }
        if (all > rules.max()) {
            for (KeptConnections each : kept) {
                if (each.dropIdle()) {
                    return;
                }
            }
        }
    }

    /** How long one may be unused. */
    Duration idle() {
        return retired ? LATE : rules.idle();
    }

    /** Connections to other addresses are not kept any longer. */
    void onlyKeep(Set<InetAddress> addresses) {
        boolean changed;
        synchronized (this) {
            changed = !addresses.equals(welcome);
            welcome = addresses;
        }
        if (changed) {
            sortOut();
        }
    }

    /** A connection is being made to one of these. */
    synchronized void found(List<InetSocketAddress> addresses) {
        if (!welcome.isEmpty()) {
            Set<InetAddress> more = new HashSet<>(welcome);
            addresses.forEach(address -> more.add(address.getAddress()));
            welcome = Set.copyOf(more);
        }
    }

    /** Whether a connection that is not in use may stay. */
    boolean keeps(Connection connection) {
        Set<InetAddress> these = welcome;
        return !retired
                && (these.isEmpty()
                        || !(connection.getRemoteSocketAddress() instanceof InetSocketAddress remote)
                        || these.contains(remote.getAddress()));
    }

    void opened() {
        opened.increment();
    }

    void closed() {
        closed.increment();
    }

    private void sortOut() {
        kept.forEach(KeptConnections::sortOut);
    }
}
