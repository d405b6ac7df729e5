package io.tollgate.config;

import io.tollgate.time.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when a file's content has changed, as {@link Watcher} does it. Thread-safe. */
public final class FileWatcher implements AutoCloseable {
    /** More than a reader accepts, so that it sees that the file is too large, and no more. */
    private static final int MAX_BYTES = SourceText.MAX_BYTES + 1;

    private static final Logger LOG = LoggerFactory.getLogger(FileWatcher.class);

    private final Path file;
    private final Watcher<ByteBuffer> watcher;
    private boolean unreadable;

    /**
     * A watcher that does nothing until {@link #start}.
     *
     * @param known the content in use already
     * @param executor may be blocked by the file system
     * @param changed gets the new content, one at a time and in order; what it throws is logged
     */
    public FileWatcher(Path file, byte[] known, Timer timer, Executor executor, Consumer<byte[]> changed) {
        this.file = file;
        this.watcher = new Watcher<>(
                this::read, ByteBuffer.wrap(known.clone()), timer, executor, content -> changed.accept(bytes(content)));
    }

    /** Begins to look once a second. Call once. */
    public void start() {
        watcher.start();
    }

    /** Looks as soon as possible and tells the content even if it is the same, as operators expect of HUP. */
    public void checkNow() {
        watcher.checkNow();
    }

    @Override
    public void close() {
        watcher.close();
    }

    private @Nullable ByteBuffer read(boolean asked) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES);
            unreadable = false;
            return ByteBuffer.wrap(content);
        } catch (IOException e) {
            if (!unreadable || asked) {
                LOG.warn("{} cannot be read; what was read last stays in use: {}", file, e.toString());
            }
            unreadable = true;
            return null;
        }
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }
}
