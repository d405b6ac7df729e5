package io.tollgate.upstream;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.jspecify.annotations.Nullable;

/**
 * The selectors of the connections to backends, which carry those of clients, too: a connection to a backend that is made
 * for a client is on the client's selector, so that an exchange need not change its thread. Thread-safe.
 */
public interface Loops {

    /**
     * Runs it at once or, on a thread that sees to an event of a loop, after all events that it has found together with
     * that one: for what wakes others, such as a write.
     *
     * @param task must not block
     */
    static void afterEvents(Runnable task) {
        SharingConnector.afterEvents(task);
    }

    /** The end point that a loop tells of, beneath TLS and all else that is put around it. */
    static EndPoint beneath(EndPoint around) {
        EndPoint endPoint = around;
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            endPoint = wrapper.unwrap();
        }
        return endPoint;
    }

    /** How many there are. */
    int count();

    /** Of these the one at whose event this thread is, or at what was put off at one; null when it is at none. */
    @Nullable
    ManagedSelector here();

    /**
     * Takes a connection that is open in.
     *
     * @param guest whose it is
     */
    void accept(SocketChannel channel, Guest guest);

    /** Whoever has connections of its own on them. */
    interface Guest {
        EndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key);

        Connection newConnection(SocketChannel channel, EndPoint endPoint) throws IOException;

        void opened(EndPoint endPoint);

        void closed(EndPoint endPoint);
    }

    /** An end point of a guest's. */
    interface GuestEndPoint extends EndPoint {
        Guest guest();
    }
}
