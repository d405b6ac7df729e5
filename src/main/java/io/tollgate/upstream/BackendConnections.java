package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * All connections of one pool to one backend: those by the rules of today, and what is left of those by earlier ones.
 * Thread-safe.
 */
final class BackendConnections {
    private final BackendAddress address;
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final List<Line> earlier = new ArrayList<>();
    private volatile Line line;
    private Set<InetAddress> lastFound = Set.of();

    BackendConnections(BackendUrl url, ConnectionSpec rules) {
        this.address = BackendAddress.of(url);
        this.line = newLine(rules);
    }

    Line line() {
        return line;
    }

    /** From now on connections are made by these rules; those that were made by others are used no more. */
    synchronized void follow(ConnectionSpec rules) {
        earlier.removeIf(one -> connections(one) == 0);
        if (!line.rules().equals(rules)) {
            Line before = line;
            line = newLine(rules);
            earlier.add(before);
            before.retire();
        }
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
            KeptConnections kept = one.kept();
            if (kept != null) {
                active += kept.getActiveConnectionCount();
                idle += kept.getIdleConnectionCount();
                pending += kept.getPendingConnectionCount();
            }
        }
        return new Connections.Figures(active, idle, pending, opened.sum(), closed.sum());
    }

    private Line newLine(ConnectionSpec rules) {
        return new Line(address, rules, opened, closed);
    }

    private static int connections(Line line) {
        KeptConnections kept = line.kept();
        return kept == null ? 0 : kept.getConnectionCount();
    }
}
