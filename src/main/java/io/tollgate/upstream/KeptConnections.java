package io.tollgate.upstream;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;

/** jetty-client's pool of connections, by the rules of a {@link Line}. Thread-safe. */
final class KeptConnections extends AbstractConnectionPool {
    /** Of each loop's: below, to make one costs more than another thread's waking. As much as HAProxy advises. */
    private static final int FEW = 2;

    private final HttpDestination destination;
    private final Line line;

    KeptConnections(HttpDestination destination, Line line) {
        super(destination, () -> newPool(destination, line), 1);
        this.destination = destination;
        this.line = line;
        setMaxDuration(line.rules().lifetime().toMillis());
    }

    private static Pool<Connection> newPool(HttpDestination destination, Line line) {
        Loops loops = JettyClients.loops(destination.getHttpClient());
        return new LoopPool<>(
                FEW * loops.count(),
                line.rules().max(),
                connection -> ((PatientTransport.PatientConnection) connection).loop(),
                loops::here);
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
        for (Connection idle = takeAny(); idle != null; idle = takeAny()) {
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
        Connection idle = takeAny();
        if (idle == null) {
            return false;
        }
        if (remove(idle)) {
            idle.close();
        }
        return true;
    }

    private @Nullable Connection takeAny() {
        LoopPool<?, ?> pool = getBean(LoopPool.class);
        Pool.Entry<?> found = pool == null ? null : pool.acquireAny();
        return found == null ? null : (Connection) found.getPooled();
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
