package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes bytes at once, or when it is told to; complains of a write before the one before it has ended. For one thread. */
public final class FakeSink implements Content.Sink {
    private final boolean atOnce;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Callback failing;
    private boolean ended;

    /**
     * @param atOnce whether it takes what is written before {@link #write} returns
     */
    public FakeSink(boolean atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
        if (failing != null) {
            throw new AssertionError("a write is under way");
        }
        failing = callback;
        waiting.add(() -> {
            if (bytes != null) {
                byte[] all = new byte[bytes.remaining()];
                bytes.get(all);
                taken.writeBytes(all);
            }
            ended |= last;
            failing = null;
            callback.succeeded();
        });
        if (atOnce) {
            takeAll();
        }
    }

    /** How many writes wait. */
    public int pending() {
        return waiting.size();
    }

    /** Takes what waits, and what comes meanwhile. */
    public void takeAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /** Fails the write that waits. */
    public void fail(Throwable cause) {
        Callback callback = Objects.requireNonNull(failing);
        failing = null;
        waiting.clear();
        callback.failed(cause);
    }

    /** All that was taken. */
    public byte[] bytes() {
        return taken.toByteArray();
    }

    /** Whether the last was written. */
    public boolean ended() {
        return ended;
    }
}
