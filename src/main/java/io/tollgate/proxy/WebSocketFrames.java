package io.tollgate.proxy;

import java.nio.ByteBuffer;

/**
 * Finds where frames end in what one side of a WebSocket sends (RFC 6455, section 5.2); what is in them stays unread. For
 * one thread.
 */
final class WebSocketFrames {
    private static final int OPCODE = 0xf;
    private static final int CLOSE = 8;
    private static final int LENGTH = 0x7f;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MASK_BYTES = 4;

    /** Of the head that is being read. */
    private int headBytes;

    private int lengthBytes;
    private boolean masked;
    private long payload;
    private boolean closes;

    /** Whether what has been read ends with a whole frame, or nothing has been read. */
    boolean between() {
        return headBytes == 0 && payload == 0;
    }

    /** Whether a close frame has begun, after which its side says nothing more. */
    boolean closes() {
        return closes;
    }

    /**
     * Reads on.
     *
     * @param bytes its position is moved
     * @param stop whether to stop where the first frame ends
     */
    void read(ByteBuffer bytes, boolean stop) {
        while (bytes.hasRemaining() && !(stop && between())) {
            if (headBytes > 0 || payload == 0) {
                head(bytes.get());
            } else {
                int skipped = (int) Math.min(payload, bytes.remaining());
                bytes.position(bytes.position() + skipped);
                payload -= skipped;
            }
        }
    }

    private void head(byte next) {
        headBytes++;
        if (headBytes == 1) {
            closes |= (next & OPCODE) == CLOSE;
            return;
        }
        if (headBytes == 2) {
            masked = (next & MASKED) != 0;
            int length = next & LENGTH;
            lengthBytes = length == TWO_BYTES ? 2 : length == EIGHT_BYTES ? 8 : 0;
            payload = lengthBytes == 0 ? length : 0;
        } else if (headBytes <= 2 + lengthBytes) {
            // The highest bit of eight is none (it must be 0), so that what is no WebSocket cannot make it negative.
            payload = ((payload << Byte.SIZE) | (next & 0xff)) & Long.MAX_VALUE;
        }
        if (headBytes == 2 + lengthBytes + (masked ? MASK_BYTES : 0)) {
            headBytes = 0;
        }
    }
}
