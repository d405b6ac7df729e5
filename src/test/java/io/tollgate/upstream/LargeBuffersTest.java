package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;

class LargeBuffersTest {
    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final LargeBuffers buffers = new LargeBuffers(2);

    @Test
    void noMoreThanSoManyAreInUse() {
        RetainableByteBuffer first = acquire();
        RetainableByteBuffer second = acquire();
        assertEquals(LargeBuffers.BYTES, first.capacity());
        assertNull(buffers.acquire(pool, true));
        assertNull(buffers.acquire(pool, true));
        assertTrue(first.release());
        acquire().release();
        second.release();
        assertTrue(pool.getLeaks().isEmpty());
    }

    @Test
    void oneThatIsRetainedIsInUse() {
        RetainableByteBuffer first = acquire();
        RetainableByteBuffer second = acquire();
        first.retain();
        assertFalse(first.release());
        assertNull(buffers.acquire(pool, true));
        assertTrue(first.release());
        acquire().release();
        second.release();
        assertTrue(pool.getLeaks().isEmpty());
    }

    @Test
    void oneThatCouldNotBeMadeIsNotInUse() {
        ByteBufferPool exhausted = new ByteBufferPool.Wrapper(pool) {
            @Override
            public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
                throw new OutOfMemoryError("direct");
            }
        };
        for (int i = 0; i < 3; i++) {
            assertThrows(OutOfMemoryError.class, () -> buffers.acquire(exhausted, true));
        }
        acquire().release();
    }

    private RetainableByteBuffer acquire() {
        return Objects.requireNonNull(buffers.acquire(pool, true));
    }
}
