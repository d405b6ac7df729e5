package io.tollgate.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;

/** jetty-client's pool of connections, by the rules of a {@link Line}. Thread-safe. */
final class KeptConnections extends AbstractConnectionPool {
    /**
     * For each loop, besides those that are held open for whoever comes: a pool that hardly anybody asks of has no more
     * connections for there being many loops.
     */
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
                FEW * loops.count() + line.rules().warm(),
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

    /** Closes those that are idle and not to be kept. Who asks meanwhile finds none and waits. */
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
        serve();
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
        serve();
        return true;
    }

    /** Whoever waits gets one that is idle, on whatever loop; with none nothing happens. */
    void serveByIdle() {
        Connection idle = takeAny();
        if (idle != null) {
            giveBack(idle);
        }
    }

    /** A place is free: whoever waits gets what is idle, or has one made. */
    private void serve() {
        destination.succeeded();
    }

    /** One for whoever asks now; null when none of those that he had better use is idle. */
    @Nullable
    Connection take() {
        return activate();
    }

    /** Who waits for one already is served by whichever is idle. */
    @Override
    public @Nullable Connection acquire(boolean create) {
        if (create) {
            return super.acquire(true);
        }
        Connection found = takeAny();
        if (found == null) {
            tryCreate(false);
            found = takeAny();
        }
        return found;
    }

    private @Nullable Connection takeAny() {
        LoopPool<?, ?> pool = getBean(LoopPool.class);
        if (pool == null) {
            return null;
        }
        for (Pool.Entry<?> found = pool.acquireAny(); found != null; found = pool.acquireAny()) {
            Connection idle = (Connection) Objects.requireNonNull(found.getPooled());
            if (!idle.isClosed()) {
                return idle;
            }
            remove(idle);
        }
        return null;
    }

    /** One that was taken and not used; who waits for one may have it. */
    void giveBack(Connection unused) {
        destination.release(unused);
    }

    /** Before, others that ask at the same moment would find it without its pool. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        line.keptBy(this, destination.getOrigin().getTag() == line);
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
