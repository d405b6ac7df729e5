package io.tollgate.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A line's bytes where they lie in a buffer, eight at a time: each head has several hundred. */
final class LineBytes {
    private static final VarHandle OF_BUFFER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle OF_ARRAY =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONE_EACH = 0x0101010101010101L;
    private static final long HIGHEST_EACH = ONE_EACH << 7;
    private static final long END_EACH = ONE_EACH * '\n';

    private LineBytes() {}

    /**
     * The index behind the line's last byte, which is a line feed; -1 if it has not come.
     *
     * @param limit of what has come
     */
    static int end(ByteBuffer buffer, int from, int limit) {
        int at = from;
        for (; at <= limit - Long.BYTES; at += Long.BYTES) {
            long differing = (long) OF_BUFFER.get(buffer, at) ^ END_EACH;
            // The lowest bit that this leaves is of the first byte that does not differ (Hacker's Delight, section
            // 6-1).
            long same = differing - ONE_EACH & ~differing & HIGHEST_EACH;
            if (same != 0) {
                return at + Long.numberOfTrailingZeros(same) / Byte.SIZE + 1;
            }
        }
        for (; at < limit; at++) {
            if (buffer.get(at) == '\n') {
                return at + 1;
            }
        }
        return -1;
    }

    static int hash(ByteBuffer buffer, int from, int to) {
        long hash = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) OF_BUFFER.get(buffer, at));
        }
        for (; at < to; at++) {
            hash = mixed(hash ^ buffer.get(at));
        }
        return (int) (hash >>> Integer.SIZE);
    }

    /** By the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4). */
    private static long mixed(long hash) {
        long product = hash * 0x9e3779b97f4a7c15L;
        return product ^ product >>> 32;
    }

    /** Whether the buffer has those bytes there; it has as many. */
    static boolean same(byte[] bytes, ByteBuffer buffer, int from) {
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            if ((long) OF_ARRAY.get(bytes, at) != (long) OF_BUFFER.get(buffer, from + at)) {
                return false;
            }
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] != buffer.get(from + at)) {
                return false;
            }
        }
        return true;
    }
}
