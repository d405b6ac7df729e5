package io.tollgate.upstream;

import java.io.ByteArrayOutputStream;
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
    private final String text;
    private final Consumer<Boolean> found;
    private final Runnable tooLong;
    private boolean told;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    /**
     * @param found is told once; not when the body breaks off, of which the request's own end tells
     * @param tooLong there is more than is read
     */
    BodySearch(Content.Source body, String text, Consumer<Boolean> found, Runnable tooLong) {
        this.body = body;
        this.text = text;
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
            byte[] bytes = BufferUtil.toArray(chunk.getByteBuffer());
            read.write(bytes, 0, Math.min(bytes.length, MOST - read.size()));
            chunk.release();
            boolean holds = !told && read.toString(StandardCharsets.UTF_8).contains(text);
            boolean over = chunk.isLast() || read.size() == MOST;
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
}
