package io.tollgate.boot.jar;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A request's body past Jetty's servlet layer, which would have every piece of it go through its states. What has been
 * found to be there is kept here, and not in a buffer of the connection's, which whoever stops reading would have to give
 * back. For one thread at a time.
 */
final class CoreIn extends ServletInputStream {
    private final Request request;
    private @Nullable ReadListener listener;
    private ByteBuffer ready = BufferUtil.EMPTY_BUFFER;
    private @Nullable Throwable failure;
    private boolean ended;
    private volatile boolean awaited;

    CoreIn(Request request) {
        this.request = request;
    }

    @Override
    public void setReadListener(ReadListener told) {
        listener = told;
    }

    @Override
    public boolean isFinished() {
        return ended && !ready.hasRemaining();
    }

    @Override
    public boolean isReady() {
        if (awaited) {
            return false;
        }
        if (ready.hasRemaining() || ended || failure != null || look()) {
            return true;
        }
        awaited = true;
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::tell));
        return false;
    }

    /** Whether something has come. */
    private boolean look() {
        for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
            if (Content.Chunk.isFailure(chunk)) {
                failure = chunk.getFailure();
                return true;
            }
            ended = chunk.isLast();
            boolean some = chunk.hasRemaining();
            if (some) {
                ready = ByteBuffer.wrap(BufferUtil.toArray(chunk.getByteBuffer()));
            }
            chunk.release();
            if (some || ended) {
                return true;
            }
        }
        return false;
    }

    private void tell() {
        awaited = false;
        ReadListener told = listener;
        if (told == null) {
            // Nobody asked to be told.
            return;
        }
        try {
            told.onDataAvailable();
        } catch (IOException e) {
            told.onError(e);
        }
    }

    @Override
    public int available() {
        return ready.remaining();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ready.hasRemaining()) {
            int n = Math.min(length, ready.remaining());
            ready.get(into, offset, n);
            return n;
        }
        Throwable why = failure;
        if (why instanceof IOException broken) {
            throw broken;
        }
        if (why != null) {
            throw new IOException(why);
        }
        if (!ended) {
            throw new IllegalStateException("nothing has come");
        }
        return -1;
    }
}
