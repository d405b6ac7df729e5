package io.tollgate.upstream;

import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.time.Duration;

/**
 * How long a backend has neither sent nor taken anything while it was waited for. While the client is waited for, to send
 * more of its request or to take what has come of the answer, a backend has every right to be silent. Thread-safe.
 */
final class Silence {
    private final Duration limit;
    private final Deadlines deadlines;
    private final Runnable tooLong;

    private volatile long sinceNanos;
    private volatile boolean clientSends;
    private volatile boolean clientTakes;
    private volatile boolean over;
    private volatile Timer.Cancellable next = Timer.Cancellable.NOTHING;

    /**
     * @param limit zero for no limit
     * @param tooLong runs once when the limit is passed
     */
    Silence(Duration limit, Deadlines deadlines, Runnable tooLong) {
        this.limit = limit;
        this.deadlines = deadlines;
        this.tooLong = tooLong;
    }

    /** From now on it counts. */
    void begin() {
        if (!limit.isZero()) {
            broken();
            look(limit);
        }
    }

    /** It counts no more. */
    void end() {
        over = true;
        next.cancel();
    }

    /** Something went to the backend or came from it. */
    void broken() {
        if (!limit.isZero()) {
            sinceNanos = deadlines.nanos();
        }
    }

    /** Whether more of the request is waited for from the client. */
    void clientSends(boolean waited) {
        broken();
        clientSends = waited;
    }

    /** Whether it is the client's turn to take what has come of the answer. */
    void clientTakes(boolean waited) {
        broken();
        clientTakes = waited;
    }

    private void look(Duration in) {
        Timer.Cancellable set = deadlines.set(in, this::due);
        next = set;
        if (over) {
            set.cancel();
        }
    }

    private void due() {
        if (over) {
            return;
        }
        long left = limit.toNanos() - (deadlines.nanos() - sinceNanos);
        if (clientSends || clientTakes) {
            look(limit);
        } else if (left > 0) {
            look(Duration.ofNanos(left));
        } else {
            tooLong.run();
        }
    }
}
