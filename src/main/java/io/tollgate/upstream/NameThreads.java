package io.tollgate.upstream;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Looks up names on threads of its own, a few at most: a name server that does not answer must hold up nobody but those
 * who ask it. Ends with the client. Thread-safe.
 */
final class NameThreads extends AbstractLifeCycle implements Executor {
    private static final int THREADS = 4;
    private static final int WAITING = 1_024;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), NameThreads::daemon);

    NameThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException when too many wait
     */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    protected void doStop() {
        threads.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tollgate-names");
        thread.setDaemon(true);
        return thread;
    }
}
