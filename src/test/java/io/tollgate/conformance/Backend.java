package io.tollgate.conformance;

import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend whose connections a case drives. It takes them at once, and says nothing by itself. */
final class Backend implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final String name;
    private final ServerSocket server;
    private final List<RawSocket> connections = new CopyOnWriteArrayList<>();
    private final Set<RawSocket> busy = new HashSet<>();
    private final Set<Integer> peers = ConcurrentHashMap.newKeySet();
    private volatile Transcript transcript = new Transcript();
    private int taken;

    Backend(String name) {
        this.name = name;
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread accepting = new Thread(this::accept, "backend " + name);
        accepting.setDaemon(true);
        accepting.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** From now on writes down there what passes. */
    void writeTo(Transcript next) {
        transcript = next;
        taken = 0;
    }

    /**
     * Waits for a request's first byte and returns its connection, which is busy from then on.
     *
     * @param meanwhile looks for what else may happen, and throws to end the waiting
     */
    RawSocket request(Runnable meanwhile) {
        Waiting waiting = new Waiting("no request at backend " + name);
        while (true) {
            for (RawSocket connection : connections) {
                if (hasMore(connection) && busy.add(connection)) {
                    return connection;
                }
            }
            meanwhile.run();
            waiting.pause();
        }
    }

    /** The exchange on this connection is over, and another may come on it. */
    void done(RawSocket connection) {
        busy.remove(connection);
    }

    /** Whether something has come on a connection that is not busy. */
    boolean asked() {
        return connections.stream().anyMatch(connection -> !busy.contains(connection) && hasMore(connection));
    }

    /** Connections taken since the case began. */
    int taken() {
        return taken;
    }

    /** Closes all connections; from any thread. */
    void cut() {
        connections.forEach(RawSocket::close);
    }

    /** Ends all connections in order and returns when the other ends have, too: then they are in nobody's pool. */
    void hangUp() {
        takeAllThatCame();
        List<RawSocket> open = List.copyOf(connections);
        for (RawSocket connection : open) {
            try (connection) {
                connection.endOutput();
                connection.awaitEnd();
            } catch (IOException e) {
                // Gone already.
            }
        }
        connections.removeAll(open);
        open.forEach(busy::remove);
    }

    /** What has come before, and is still to be taken, would speak in the next case. */
    private void takeAllThatCame() {
        try (Socket last = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Waiting.until("backend " + name + " takes no connections", () -> peers.contains(last.getLocalPort()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            peers.clear();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // Gone either way.
        }
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                taken++;
                connections.add(new RawSocket(socket, Waiting.PATIENCE, transcript.of(name + " " + taken)));
                peers.add(socket.getPort());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static boolean hasMore(RawSocket connection) {
        try {
            return connection.hasMore();
        } catch (IOException e) {
            // Closed by the case.
            return false;
        }
    }
}
