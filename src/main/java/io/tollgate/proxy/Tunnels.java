package io.tollgate.proxy;

import io.tollgate.balance.Endpoint;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The tunnels that are open, such as WebSockets: as many as there are leases for them. Thread-safe. */
public final class Tunnels {
    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    void add(Tunnel tunnel) {
        open.add(tunnel);
        if (closing) {
            tunnel.haveGo();
        }
    }

    void remove(Tunnel tunnel) {
        open.remove(tunnel);
    }

    /** Ends those that have been silent for too long; to be called again and again, for that is cheaper than timers. */
    public void look() {
        open.forEach(Tunnel::look);
    }

    /** Whether all clients are had to go. */
    boolean areClosing() {
        return closing;
    }

    /** Has all clients go, and those that still come: each is told in its protocol, and cut off if it stays. */
    public void haveAllGo() {
        closing = true;
        open.forEach(Tunnel::haveGo);
    }

    /** Has the clients of some backends go. */
    public void haveGo(Predicate<Endpoint> backends) {
        for (Tunnel tunnel : open) {
            if (backends.test(tunnel.endpoint())) {
                tunnel.haveGo();
            }
        }
    }
}
