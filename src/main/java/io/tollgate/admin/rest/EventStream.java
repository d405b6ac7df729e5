package io.tollgate.admin.rest;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One subscriber. Never blocks a sender: what the client does not take waits, and a client that leaves too much waiting
 * is let go; it comes back with what it saw last. Thread-safe.
 */
final class EventStream implements WriteListener, AsyncListener {
    private static final int MAX_WAITING = 256;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Consumer<EventStream> onEnd;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private long seen;
    private boolean open;
    private boolean unflushed;
    private boolean flushed;
    private boolean ended;

    /**
     * @param seen the last revision that the client knows
     * @param onEnd called once or more when it has ended
     */
    EventStream(AsyncContext async, ServletOutputStream out, long seen, Consumer<EventStream> onEnd) {
        this.async = async;
        this.out = out;
        this.seen = seen;
        this.onEnd = onEnd;
    }

    /** The last revision that was sent. */
    synchronized long seen() {
        return seen;
    }

    /** Sends an event that brings the client to that revision. */
    synchronized void send(long revision, byte[] event) {
        seen = revision;
        send(event);
    }

    /** Sends something that is no news. */
    synchronized void send(byte[] event) {
        if (ended) {
            return;
        }
        if (waiting.size() >= MAX_WAITING) {
            end();
            return;
        }
        waiting.add(event);
        if (open) {
            drain();
        }
    }

    @Override
    public synchronized void onWritePossible() {
        open = true;
        drain();
    }

    private void drain() {
        try {
            while (!ended && out.isReady()) {
                byte[] next = waiting.poll();
                if (next != null) {
                    out.write(next);
                    unflushed = true;
                } else if (unflushed) {
                    out.flush();
                    // Open Liberty sends nothing at an answer's first flush.
                    unflushed = !flushed;
                    flushed = true;
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            end();
        }
    }

    /** Ends the answer; the client may come back. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            waiting.clear();
            onEnd.accept(this);
            async.complete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public synchronized void onComplete(AsyncEvent event) {
        ended = true;
        onEnd.accept(this);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // An answer that is begun once is not begun again.
    }
}
