package io.tollgate.upstream;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Looks for a text in an answer's body, of which it reads {@value #MOST} bytes at most. What follows the text is read, too:
 * a body that is given up within a read leaves its buffer to the garbage collector. For one body.
 */
final class BodySearch implements Runnable {
    static final int MOST = 64 << 10;

    private final Content.Source body;
    /** Its bytes, a character each. */
    private final String wanted;

    private final Consumer<Boolean> found;
    private final Runnable tooLong;
    private boolean told;
    private int read;
    /** The last bytes that were read, with which the text may begin. */
    private String tail = "";

    /**
     * @param found is told once; not when the body breaks off, of which the request's own end tells
     * @param tooLong there is more than is read
     */
    BodySearch(Content.Source body, String text, Consumer<Boolean> found, Runnable tooLong) {
        this.body = body;
        this.wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        this.found = found;
        this.tooLong = tooLong;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = body.read();
            if (chunk == null) {
                body.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return;
            }
            boolean holds = holds(BufferUtil.toArray(chunk.getByteBuffer()));
            chunk.release();
            boolean over = chunk.isLast() || read == MOST;
            if (!told && (holds || over)) {
                told = true;
                found.accept(holds);
            }
            if (over) {
                if (!chunk.isLast()) {
                    tooLong.run();
                }
                return;
            }
        }
    }

    /** Whether the text ends in these bytes; looks no further back than it can begin. */
    private boolean holds(byte[] bytes) {
        int length = Math.min(bytes.length, MOST - read);
        read += length;
        String piece = tail + new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        tail = piece.substring(Math.max(0, piece.length() - wanted.length() + 1));
        return piece.contains(wanted);
    }
}
