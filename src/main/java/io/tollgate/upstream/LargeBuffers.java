package io.tollgate.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for what comes faster than small ones hold, so that few reads and writes do for it. There are not so many that
 * clients who do not read could take the memory by them: past that, others have to do. Thread-safe, without locks.
 */
final class LargeBuffers {
    /** The largest that Jetty's pools keep. */
    static final int BYTES = 64 << 10;

    private final AtomicInteger used = new AtomicInteger();
    private final int most;

    /** @param most that are in use at a time */
    LargeBuffers(int most) {
        this.most = most;
    }

    /** One of {@link #BYTES} bytes, to be released; null when all are in use. */
    @Nullable
    RetainableByteBuffer acquire(ByteBufferPool buffers, boolean direct) {
        if (used.incrementAndGet() > most) {
            used.decrementAndGet();
            return null;
        }
        try {
            return new Counted(buffers.acquire(BYTES, direct));
        } catch (RuntimeException | Error e) {
            // No memory is left, for now.
            used.decrementAndGet();
            throw e;
        }
    }

    private final class Counted extends RetainableByteBuffer.Wrapper {
        private Counted(RetainableByteBuffer counted) {
            super(counted);
        }

        @Override
        public boolean release() {
            boolean gone = super.release();
            if (gone) {
                used.decrementAndGet();
            }
            return gone;
        }
    }
}
