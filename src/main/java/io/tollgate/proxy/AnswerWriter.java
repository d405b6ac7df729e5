package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body to the client as fast as both sides allow: reads a chunk only when the client can take it. One thread
 * at a time works; whoever comes meanwhile (bytes from the backend, room at the client, a time limit) makes it go round
 * again. So the events, too, come one at a time.
 */
final class AnswerWriter implements WriteListener {
    private final Deadlines deadlines;
    private final Exchange exchange;
    private final boolean streaming;
    private final Ending ending;
    private final Events events;

    /** Begins at 1: whoever makes it is at work until {@link #begin}. */
    private final AtomicInteger rounds = new AtomicInteger(1);

    private @Nullable AnswerOut out;
    private Content.Source body;
    private volatile boolean awaited;
    private volatile boolean paused;
    private long sent;
    private boolean ended;
    private boolean done;

    /** Bytes of an answer whose end is known beforehand are held back for so long, that few writes may do. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Its bytes may be on their way: containers write a large array without copying, until they are ready again or say
     * that they have given up. Where neither comes it is left to the garbage collector, lest others' bytes are sent.
     */
    private Content.@Nullable Chunk held;

    private volatile @Nullable Throwable cutOff;
    private volatile @Nullable Throwable left;
    private volatile boolean closed;
    private volatile boolean givenUp;

    /** How the writing ends: exactly one of these, once, unless {@link #bodyFailed} says how to go on. */
    interface Events {
        /** Everything was handed to the container, and the container is ready to complete. */
        void written();

        /**
         * The body broke, or was cut off.
         *
         * @return what to write in its place, if nothing has been sent yet; else null, and this is the end
         */
        Content.@Nullable Source bodyFailed(Throwable cause);

        /** The client's side broke. */
        void clientFailed(Throwable cause);
    }

    /**
     * @param streaming send the head at once, and what has come whenever the body pauses: its end is not known
     *     beforehand
     */
    AnswerWriter(
            Content.Source body,
            Deadlines deadlines,
            Exchange exchange,
            boolean streaming,
            Ending ending,
            Events events) {
        this.body = body;
        this.deadlines = deadlines;
        this.exchange = exchange;
        this.streaming = streaming;
        this.ending = ending;
        this.events = events;
    }

    @Override
    public void onWritePossible() {
        boolean unused = advance();
    }

    @Override
    public void onError(Throwable cause) {
        givenUp = true;
        boolean unused = clientLeft(cause);
    }

    /**
     * Ends the writing because the client's side broke, even while it waits for the backend.
     *
     * @return whether that is done; else another thread is at work, and will
     */
    boolean clientLeft(Throwable cause) {
        left = cause;
        return advance();
    }

    /**
     * The client reads no more. Ends the writing, unless the whole answer was handed over: many close at once when they
     * have it.
     */
    void clientClosed() {
        closed = true;
        boolean unused = advance();
    }

    /** Ends the writing as if the body had broken, even while it waits for the client. */
    void cutOff(Throwable cause) {
        cutOff = cause;
        boolean unused = advance();
    }

    /** Where it goes, before it begins. Without, the client's side is known to have failed. */
    void to(AnswerOut opened) {
        out = opened;
    }

    /** The response was reset, and what is written now begins it anew. */
    void again() throws IOException {
        out().again();
    }

    /** Sends all that was written and the end, without ending the exchange in the container. */
    void finish() throws IOException {
        out().finish();
    }

    /** To be called once; nothing is written before. */
    void begin() {
        work(rounds.decrementAndGet());
    }

    private boolean advance() {
        if (rounds.getAndIncrement() != 0) {
            return false;
        }
        work(1);
        return true;
    }

    private void work(int calls) {
        boolean touchable = ending.enter();
        int seen = calls;
        while (seen != 0) {
            if (touchable) {
                round();
            } else if (!done) {
                clientLost(new IOException("the container has ended the exchange"));
            }
            seen = rounds.addAndGet(-seen);
        }
        if (touchable) {
            ending.leave();
        }
    }

    private void round() {
        if (done) {
            return;
        }
        try {
            if (!clientWaits()) {
                clientLost(Objects.requireNonNull(left));
                return;
            }
            Throwable cut = cutOff;
            if (cut != null) {
                cutOff = null;
                bodyFailed(cut);
            }
            while (!done && clientWaits() && out().ready()) {
                release();
                if (!step()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            clientFailed(e);
            release();
        }
    }

    private boolean clientWaits() {
        if (closed && left == null && !isWhole()) {
            left = new IOException("the client has left");
        }
        return left == null;
    }

    /** Whether every byte was handed over, be the end of it told or not. */
    private boolean isWhole() {
        return sent > 0 && sent == body.getLength();
    }

    /** Moves one chunk; false when it must wait for the backend. */
    private boolean step() throws IOException {
        if (ended) {
            end();
            return true;
        }
        Content.Chunk chunk = awaited ? null : body.read();
        if (chunk == null) {
            if (out().holdsBack() && (streaming || paused)) {
                out().flush();
                return true;
            }
            await();
            return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
            if (chunk.isLast() && isWhole()) {
                // What becomes of the backend's connection after the last byte is nothing to a client that has it.
                ended = true;
            } else if (chunk.isLast()) {
                bodyFailed(chunk.getFailure());
            }
            return true;
        }
        ended = chunk.isLast();
        held = chunk;
        write(chunk.getByteBuffer());
        return true;
    }

    /** Has the body tell when there is more of it, and looks whether it pauses. */
    private void await() {
        if (awaited) {
            return;
        }
        awaited = true;
        paused = false;
        Timer.Cancellable pause = out().holdsBack()
                ? deadlines.set(PAUSE, () -> {
                    paused = true;
                    boolean unused = advance();
                })
                : Timer.Cancellable.NOTHING;
        body.demand(() -> {
            pause.cancel();
            awaited = false;
            boolean unused = advance();
        });
    }

    private void end() throws IOException {
        if (sent == 0 && streaming && out().holdsBack()) {
            // Else a container would say that the length is 0, which it need not be: the answer to a HEAD has none.
            out().flush();
            return;
        }
        done = true;
        events.written();
    }

    private void write(ByteBuffer bytes) throws IOException {
        int n = bytes.remaining();
        if (n == 0) {
            return;
        }
        sent += n;
        exchange.sent(n);
        out().write(bytes, ended || sent == body.getLength());
    }

    private AnswerOut out() {
        return Objects.requireNonNull(out, "nowhere to write");
    }

    private void bodyFailed(Throwable cause) {
        Content.Source failed = body;
        Content.Source instead = events.bodyFailed(cause);
        failed.fail(cause);
        if (instead == null) {
            done = true;
        } else {
            body = instead;
            awaited = false;
            ended = false;
            exchange.unsent(sent);
            sent = 0;
        }
    }

    private void clientLost(Throwable cause) {
        clientFailed(cause);
        if (givenUp) {
            release();
        }
    }

    private void clientFailed(Throwable cause) {
        done = true;
        body.fail(cause);
        events.clientFailed(cause);
    }

    private void release() {
        Content.Chunk written = held;
        if (written != null) {
            held = null;
            written.release();
        }
    }
}
