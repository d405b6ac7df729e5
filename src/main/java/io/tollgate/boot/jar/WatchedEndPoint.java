package io.tollgate.boot.jar;

import io.tollgate.upstream.LoopEvent;
import io.tollgate.upstream.Loops;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can be watched for its client's leaving while a request is in hand and nobody reads. What the client
 * sends meanwhile (a pipelined request, say) is kept, up to a bound, and read before what comes later. The lock is this
 * connection's own and held for no more than one read that does not wait.
 */
final class WatchedEndPoint extends SocketChannelEndPoint implements Loops.GuestEndPoint {
    /** Of what comes ahead of its time. Past it the watch ends, for there is nowhere to look for the client's end. */
    private static final int AHEAD_BYTES = 4096;

    private final Loops.Guest guest;
    private final Executor executor;
    private final long openedNanos;
    private final Object lock = new Object();
    private final LoopEvent event;

    /** Whether the kernel is to tell of what comes, be it waited for or not. */
    private volatile boolean armed;

    private @Nullable Watch watch;
    private @Nullable ByteBuffer ahead;

    WatchedEndPoint(
            Loops.Guest guest,
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Executor executor,
            long openedNanos) {
        super(channel, selector, key, scheduler);
        this.guest = guest;
        this.executor = executor;
        this.openedNanos = openedNanos;
        this.event = new LoopEvent(selector);
    }

    @Override
    public Loops.Guest guest() {
        return guest;
    }

    /** When it was opened, by the monotonic clock. */
    long openedNanos() {
        return openedNanos;
    }

    /**
     * Watches. Only while the request has been read to its end and its answer has not ended.
     *
     * @param left runs once, when the client has closed its side or broken the connection
     */
    void watch(Runnable left) {
        synchronized (lock) {
            if (watch == null && !isFillInterested()) {
                look(new Watch(left));
            }
        }
    }

    /** Ends the watch: what it was to run is not run any more, unless a thread is already on its way to it. */
    void unwatch() {
        synchronized (lock) {
            Watch now = watch;
            if (now != null) {
                now.left = null;
            }
        }
    }

    /** Has the close of the connection be a reset, whatever is still under way. */
    void resetAtClose() throws IOException {
        getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        synchronized (lock) {
            ByteBuffer kept = ahead;
            if (kept == null || !kept.hasRemaining()) {
                return super.fill(buffer);
            }
            int position = BufferUtil.flipToFill(buffer);
            int n = BufferUtil.put(kept, buffer);
            BufferUtil.flipToFlush(buffer, position);
            return n;
        }
    }

    @Override
    public void fillInterested(Callback callback) {
        if (!tryFillInterested(callback)) {
            throw new ReadPendingException();
        }
    }

    @Override
    public boolean tryFillInterested(Callback callback) {
        synchronized (lock) {
            if (BufferUtil.hasContent(ahead)) {
                executor.execute(callback::succeeded);
                return true;
            }
            Watch now = watch;
            if (now == null) {
                return super.tryFillInterested(callback);
            }
            if (now.reader != null) {
                return false;
            }
            now.left = null;
            now.reader = callback;
            return true;
        }
    }

    /** Whether somebody waits to read; the watch is nobody. */
    @Override
    public boolean isFillInterested() {
        synchronized (lock) {
            Watch now = watch;
            return now == null ? super.isFillInterested() : now.reader != null;
        }
    }

    /**
     * A client's next request is waited for again and again: the interest in it stays with the kernel until something comes
     * that nobody waits for. Jetty would take it back and state it anew for each request. Where another thread reads, it
     * must: until that has read, the selector would find the same bytes. What nobody waits for yet is no task for anybody.
     */
    @Override
    public @Nullable Runnable onSelected() {
        boolean readHere = getFillInterest().isInterested()
                && getFillInterest().getCallbackInvocationType() == InvocationType.NON_BLOCKING;
        if (!readHere) {
            armed = false;
        }
        Runnable task = super.onSelected();
        if (readHere) {
            super.needsFillInterest();
            armed = true;
        } else if (!getFillInterest().isInterested() && !getWriteFlusher().isPending()) {
            return null;
        }
        return event.of(task);
    }

    /** Whoever finds it armed has said before that he waits: so the loop, which looks for him after it disarms, sees him. */
    @Override
    protected void needsFillInterest() {
        if (!armed) {
            super.needsFillInterest();
        }
    }

    private void look(Watch next) {
        watch = super.tryFillInterested(next) ? next : null;
    }

    /** The interest in reading, held for the watch until a reader takes it over. */
    private final class Watch implements Callback {
        private @Nullable Runnable left;

        /** Set under the lock, and asked by the loop without it. */
        private volatile @Nullable Callback reader;

        Watch(Runnable left) {
            this.left = left;
        }

        @Override
        public void succeeded() {
            Callback waiting;
            Runnable gone = null;
            synchronized (lock) {
                watch = null;
                waiting = reader;
                if (left != null && readAhead()) {
                    gone = left;
                } else if (left != null && BufferUtil.space(ahead) > 0) {
                    look(this);
                }
            }
            if (waiting != null) {
                waiting.succeeded();
            } else if (gone != null) {
                gone.run();
            }
        }

        @Override
        public void failed(Throwable cause) {
            Callback waiting;
            Runnable gone;
            synchronized (lock) {
                watch = null;
                waiting = reader;
                gone = left;
            }
            if (waiting != null) {
                waiting.failed(cause);
            } else if (gone != null) {
                gone.run();
            }
        }

        /** A reader's own, so that a request that comes after one that was watched need not change its thread. */
        @Override
        public InvocationType getInvocationType() {
            Callback waiting = reader;
            return waiting == null ? InvocationType.BLOCKING : waiting.getInvocationType();
        }

        /** Whether the client has left. */
        private boolean readAhead() {
            ByteBuffer kept = ahead;
            if (kept == null) {
                kept = BufferUtil.allocate(AHEAD_BYTES);
                ahead = kept;
            }
            try {
                return WatchedEndPoint.super.fill(kept) < 0;
            } catch (IOException e) {
                return true;
            }
        }
    }
}
