package io.tollgate.upstream;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.transport.HttpDestination;

/** jetty-client's pool of connections, by the rules of a {@link Line}. Thread-safe. */
final class KeptConnections extends DuplexConnectionPool {
    private final HttpDestination destination;
    private final Line line;

    KeptConnections(HttpDestination destination, Line line) {
        super(destination, line.rules().max());
        this.destination = destination;
        this.line = line;
        setMaxDuration(line.rules().lifetime().toMillis());
    }

    /** Opens as many as there are too few of those that are to be held open. */
    void warm() {
        int missing = line.rules().warm() - getConnectionCount();
        if (missing > 0) {
            // One that fails is missed, and tried again, the next time.
            Object unused = preCreateConnections(missing);
        }
    }

    /** Closes those that are idle and not to be kept. */
    void sortOut() {
        if (!isRunning()) {
            return;
        }
        List<Connection> fine = new ArrayList<>();
        for (Connection idle = activate(); idle != null; idle = activate()) {
            if (line.keeps(idle)) {
                fine.add(idle);
            } else if (remove(idle)) {
                idle.close();
            }
        }
        fine.forEach(destination::release);
    }

    /** Closes one that is idle; false when none is. */
    boolean dropIdle() {
        Connection idle = activate();
        if (idle == null) {
            return false;
        }
        if (remove(idle)) {
            idle.close();
        }
        return true;
    }

    /** One that was taken and not used; who waits for one may have it. */
    void giveBack(Connection unused) {
        destination.release(unused);
    }

    @Override
    protected void doStop() throws Exception {
        line.keptNoMoreBy(this);
        super.doStop();
    }

    @Override
    public boolean release(Connection connection) {
        return line.keeps(connection) ? super.release(connection) : !remove(connection);
    }

    @Override
    protected void onCreated(Connection connection) {
        line.opened();
    }

    @Override
    protected void onRemoved(Connection connection) {
        line.closed();
    }
}
