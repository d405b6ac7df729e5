package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.time.Timer;
import io.tollgate.tls.ClientTls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one pool to one backend: those by the rules of today, and what is left of those by earlier ones.
 * Thread-safe.
 */
final class BackendConnections {
    private final BackendUrl url;
    private final BackendAddress address;
    private final boolean secure;
    private final BackendTls tls;
    private final Timer limits;
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final List<Line> earlier = new ArrayList<>();
    private volatile PoolTls settings;
    private volatile Line line;
    private Set<InetAddress> lastFound = Set.of();

    BackendConnections(BackendUrl url, ConnectionSpec rules, PoolTls settings, BackendTls tls, Timer limits) {
        this.url = url;
        this.address = BackendAddress.of(url);
        this.secure = url.secure();
        this.tls = tls;
        this.limits = limits;
        this.settings = settings.to(url);
        this.line = newLine(rules, spoken());
    }

    /** By the rules of today, and by what the files of certificates hold today. */
    Line line() {
        Line now = line;
        if (secure && spoken() != now.tls()) {
            synchronized (this) {
                change(line.rules());
                now = line;
            }
        }
        return now;
    }

    /** From now on connections are made by these rules; those that were made by others are used no more. */
    synchronized void follow(ConnectionSpec rules, PoolTls today) {
        earlier.removeIf(one -> connections(one) == 0);
        settings = today.to(url);
        change(rules);
    }

    private void change(ConnectionSpec rules) {
        Line before = line;
        ClientTls wanted = spoken();
        if (!before.rules().equals(rules) || before.tls() != wanted) {
            line = newLine(rules, wanted);
            earlier.add(before);
            before.retire();
        }
    }

    private @Nullable ClientTls spoken() {
        return secure ? tls.by(settings) : null;
    }

    /** Its requests are over, but for those under way. */
    synchronized void retire() {
        line.retire();
    }

    /**
     * Takes in what the backend's name stands for by now. Connections to an address are given up when it was missing
     * twice in a row, for some name servers name a part of many each time.
     */
    synchronized void found(Set<InetAddress> addresses) {
        if (!lastFound.isEmpty()) {
            Set<InetAddress> either = new HashSet<>(addresses);
            either.addAll(lastFound);
            line.onlyKeep(Set.copyOf(either));
        }
        lastFound = Set.copyOf(addresses);
    }

    synchronized Connections.Figures figures() {
        int active = 0;
        int idle = 0;
        int pending = 0;
        List<Line> all = new ArrayList<>(earlier);
        all.add(line);
        for (Line one : all) {
            for (KeptConnections kept : one.kept()) {
                active += kept.getActiveConnectionCount();
                idle += kept.getIdleConnectionCount();
                pending += kept.getPendingConnectionCount();
            }
        }
        return new Connections.Figures(active, idle, pending, opened.sum(), closed.sum());
    }

    private Line newLine(ConnectionSpec rules, @Nullable ClientTls spoken) {
        return new Line(address, rules, spoken, limits, opened, closed);
    }

    private static int connections(Line line) {
        return line.kept().stream()
                .mapToInt(KeptConnections::getConnectionCount)
                .sum();
    }
}
