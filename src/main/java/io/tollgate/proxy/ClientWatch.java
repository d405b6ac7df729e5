package io.tollgate.proxy;

import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the container watch for a client that leaves while a backend takes its time. Answers that come quickly, as most
 * do, never see a watch. Thread-safe.
 */
final class ClientWatch {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Container container;
    private final HttpServletRequest request;
    private final Deadlines deadlines;
    private final BooleanSupplier read;
    private final Runnable left;
    private Timer.Cancellable next = Timer.Cancellable.NOTHING;
    private @Nullable Runnable end;
    private boolean over;

    /**
     * @param read whether the request has been read to its end
     * @param left runs, on any thread, when the client has left; perhaps more than once
     */
    ClientWatch(
            Container container, HttpServletRequest request, Deadlines deadlines, BooleanSupplier read, Runnable left) {
        this.container = container;
        this.request = request;
        this.deadlines = deadlines;
        this.read = read;
        this.left = left;
    }

    synchronized void begin() {
        if (!over) {
            next = deadlines.set(PATIENCE, this::look);
        }
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        if (read.getAsBoolean()) {
            end = container.watch(request, left);
        } else {
            begin();
        }
    }

    /** No more from now on; before the exchange ends. */
    synchronized void end() {
        over = true;
        next.cancel();
        Runnable ending = end;
        if (ending != null) {
            ending.run();
        }
    }
}
