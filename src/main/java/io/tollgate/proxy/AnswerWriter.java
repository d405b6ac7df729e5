package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backend's body to the client as fast as both allow: reads a chunk only when the client can take it. One
 * thread at a time works; whoever comes meanwhile (bytes from the backend, room at the client) makes it go round
 * again.
 */
final class AnswerWriter implements WriteListener {
    private final Content.Source body;
    private final ServletOutputStream out;
    private final Exchange exchange;
    private final boolean streaming;
    private final Events events;
    private final AtomicInteger rounds = new AtomicInteger();

    /** At first the head: a client of an event stream must see it before the first event. */
    private boolean unflushed = true;

    private boolean ended;
    private boolean done;
    private byte @Nullable [] copy;

    /** Its bytes may be on their way: containers write a large array without copying, until they are ready again. */
    private Content.@Nullable Chunk held;

    private volatile boolean broken;

    /** How the writing ends: exactly one of these, once. */
    interface Events {
        /** Everything was handed to the container, and the container is ready to complete. */
        void written();

        /** The backend's side broke. */
        void bodyFailed(Throwable cause);

        /** The client's side broke. */
        void clientFailed(Throwable cause);
    }

    /**
     * @param streaming flush what has come whenever the backend pauses: its end is not known beforehand
     */
    AnswerWriter(Content.Source body, ServletOutputStream out, Exchange exchange, boolean streaming, Events events) {
        this.body = body;
        this.out = out;
        this.exchange = exchange;
        this.streaming = streaming;
        this.events = events;
    }

    @Override
    public void onWritePossible() {
        advance();
    }

    @Override
    public void onError(Throwable cause) {
        broken = true;
        events.clientFailed(cause);
        advance();
    }

    private void advance() {
        if (rounds.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            round();
            seen = rounds.addAndGet(-seen);
        }
    }

    private void round() {
        if (broken) {
            done = true;
            release();
            return;
        }
        try {
            while (!done && out.isReady()) {
                release();
                if (ended) {
                    done = true;
                    events.written();
                    return;
                }
                if (!step()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            done = true;
            release();
            body.fail(e);
            events.clientFailed(e);
        }
    }

    /** Moves one chunk; false when it must wait for the backend. */
    private boolean step() throws IOException {
        Content.Chunk chunk = body.read();
        if (chunk == null) {
            if (unflushed && streaming) {
                unflushed = false;
                out.flush();
                return true;
            }
            body.demand(this::advance);
            return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
            if (!chunk.isLast()) {
                return true;
            }
            done = true;
            events.bodyFailed(chunk.getFailure());
            return false;
        }
        ended = chunk.isLast();
        held = chunk;
        write(chunk.getByteBuffer());
        return true;
    }

    private void write(ByteBuffer bytes) throws IOException {
        int n = bytes.remaining();
        if (n == 0) {
            return;
        }
        if (bytes.hasArray()) {
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), n);
        } else {
            byte[] heap = heap(n);
            bytes.get(heap, 0, n);
            out.write(heap, 0, n);
        }
        unflushed = true;
        exchange.sent(n);
    }

    private void release() {
        Content.Chunk written = held;
        if (written != null) {
            held = null;
            written.release();
        }
    }

    private byte[] heap(int n) {
        byte[] known = copy;
        if (known == null || known.length < n) {
            known = new byte[n];
            copy = known;
        }
        return known;
    }
}
