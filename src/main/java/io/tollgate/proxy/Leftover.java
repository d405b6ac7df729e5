package io.tollgate.proxy;

import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.time.Duration;
import org.eclipse.jetty.io.Content;

/**
 * The body of an answer that nobody wants, read to its end, so that its connection can be used again. Not so one that is
 * long or comes slowly. Events come one at a time.
 */
final class Leftover {
    private static final long MOST_BYTES = 64 << 10;
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Content.Source body;
    private final Runnable giveUp;
    private final Runnable ended;
    private final Timer.Cancellable limit;
    private long bytes;

    private Leftover(Content.Source body, Deadlines deadlines, Runnable giveUp, Runnable ended) {
        this.body = body;
        this.giveUp = giveUp;
        this.ended = ended;
        this.limit = deadlines.set(LONGEST, giveUp);
    }

    /**
     * Reads it.
     *
     * @param giveUp makes the body fail; may run more than once, on any thread
     * @param ended runs once, when the body has ended or failed
     */
    static void discard(Content.Source body, Deadlines deadlines, Runnable giveUp, Runnable ended) {
        new Leftover(body, deadlines, giveUp, ended).read();
    }

    private void read() {
        boolean last = false;
        while (!last) {
            Content.Chunk chunk = body.read();
            if (chunk == null) {
                body.demand(this::read);
                return;
            }
            last = chunk.isLast();
            if (!Content.Chunk.isFailure(chunk)) {
                bytes += chunk.remaining();
                chunk.release();
            }
            if (!last && bytes > MOST_BYTES) {
                giveUp.run();
            }
        }
        limit.cancel();
        ended.run();
    }
}
