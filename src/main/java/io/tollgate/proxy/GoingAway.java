package io.tollgate.proxy;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What a backend sends on a WebSocket, on its way to the client. At a word it ends, where a frame ends, with the frame
 * that says that the server goes away (RFC 6455, section 7.4.1: 1001); what the backend sends after that is dropped.
 * Thread-safe, but for {@link #write}, which is for one writer with one writing at a time. The lock is this tunnel's own,
 * and nothing is written under it.
 */
final class GoingAway implements Content.Sink {
    private static final byte[] CLOSE = {(byte) 0x88, 2, 1001 >> 8, (byte) 1001};

    private final Content.Sink client;
    private final WebSocketFrames frames = new WebSocketFrames();
    private final Object lock = new Object();
    private boolean busy;
    private boolean wanted;
    private boolean said;
    private boolean ended;

    /** Came while the word was being written. */
    private @Nullable Runnable next;

    GoingAway(Content.Sink client) {
        this.client = client;
    }

    /** Says it as soon as a frame has ended. More than once does no harm. */
    void say() {
        synchronized (lock) {
            wanted = true;
            if (busy || !maySay()) {
                return;
            }
            busy = true;
        }
        sayNow();
    }

    private void sayNow() {
        client.write(false, ByteBuffer.wrap(CLOSE), new Written(Callback.NOOP));
    }

    /** Whether the backend has said by a frame of its own that it closes. */
    boolean backendCloses() {
        synchronized (lock) {
            return frames.closes();
        }
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
        ByteBuffer given = bytes == null ? BufferUtil.EMPTY_BUFFER : bytes;
        synchronized (lock) {
            if (busy) {
                next = () -> send(last, given, callback);
                return;
            }
            busy = true;
        }
        send(last, given, callback);
    }

    private void send(boolean last, ByteBuffer bytes, Callback callback) {
        client.write(last, passing(last, bytes), new Written(callback));
    }

    /** What goes on of it, with the word if that is to be said now. All of it is taken. */
    private ByteBuffer passing(boolean last, ByteBuffer bytes) {
        synchronized (lock) {
            if (said) {
                bytes.position(bytes.limit());
                return BufferUtil.EMPTY_BUFFER;
            }
            ByteBuffer ahead = bytes.duplicate();
            frames.read(ahead, wanted);
            if (!wanted || !maySay()) {
                ended = last;
                return bytes;
            }
            ByteBuffer whole = ahead.flip().position(bytes.position());
            ByteBuffer ending = ByteBuffer.allocate(whole.remaining() + CLOSE.length);
            ending.put(whole).put(CLOSE).flip();
            bytes.position(bytes.limit());
            return ending;
        }
    }

    /** Asked under the lock by whoever says it then. */
    private boolean maySay() {
        boolean now = !said && !ended && !frames.closes() && frames.between();
        said |= now;
        return now;
    }

    private final class Written implements Callback {
        private final Callback callback;

        Written(Callback callback) {
            this.callback = callback;
        }

        @Override
        public void succeeded() {
            boolean say;
            Runnable waiting;
            synchronized (lock) {
                say = wanted && maySay();
                waiting = say ? null : next;
                next = say ? next : null;
                busy = say || waiting != null;
            }
            callback.succeeded();
            if (say) {
                sayNow();
            } else if (waiting != null) {
                waiting.run();
            }
        }

        @Override
        public void failed(Throwable cause) {
            Runnable waiting;
            synchronized (lock) {
                busy = false;
                waiting = next;
                next = null;
            }
            callback.failed(cause);
            if (waiting != null) {
                // It fails as this did, and tells so.
                waiting.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
    }
}
