package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The tunnels that are open, such as WebSockets: as many as there are leases for them. Thread-safe. */
public final class Tunnels {
    /** Handshakes that may hold a thread of their container at once: some of its threads must be left for all else. */
    private static final int MOST_WAITING = 64;

    private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
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

    /** Whether one more handshake may hold a thread; if so, {@link #leave} follows. */
    boolean enter() {
        return waiting.tryAcquire();
    }

    void leave() {
        waiting.release();
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

    /** Has the clients go whose backend serves nobody any more, not even those that it had. */
    public void haveGo(Snapshot snapshot) {
        for (Tunnel tunnel : open) {
            if (tunnel.isForsaken(snapshot)) {
                tunnel.haveGo();
            }
        }
    }
}
