package io.tollgate.discovery;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.ListedBackends;
import io.tollgate.config.Watcher;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Backends that a file lists, watched as the configuration's is ({@link Watcher}). */
final class FileLookout implements Lookout {
    private final Path file;
    private final ConfigReader reader;
    private final Clock clock;
    private final Timer timer;
    private final Knowledge knowledge;
    private final Runnable news;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private @Nullable Watcher<Content> watcher;
    private @Nullable Content good;
    private boolean closed;

    /**
     * What there is to read.
     *
     * @param bytes null when it cannot be read
     * @param trouble why
     */
    private record Content(@Nullable ByteBuffer bytes, String trouble) {}

    /**
     * @param news runs when something else is found than before
     */
    FileLookout(Path file, ConfigReader reader, Clock clock, Timer timer, Knowledge knowledge, Runnable news) {
        this.file = file;
        this.reader = reader;
        this.clock = clock;
        this.timer = timer;
        this.knowledge = knowledge;
        this.news = news;
    }

    @Override
    public void start() {
        soon(() -> settle(read(true), this::begin));
    }

    /** A list that is being written is left until it stands still, as the watcher leaves it. */
    private void settle(Content content, Consumer<Content> then) {
        Object unused = timer.after(Watcher.SETTLE, () -> {
            Content again = read(true);
            if (isClosed()) {
                return;
            }
            if (again.equals(content)) {
                then.accept(content);
            } else {
                settle(again, then);
            }
        });
    }

    /** Holds no lock while it hands on what it finds. */
    private void begin(Content content) {
        take(content);
        first.complete(null);
        watch(content);
    }

    private synchronized void watch(Content known) {
        if (!closed) {
            watcher = new Watcher<>(this::read, known, timer, this::soon, this::take);
            watcher.start();
        }
    }

    @Override
    public void lookNow() {
        soon(() -> settle(read(true), settled -> checkNow()));
    }

    private synchronized void checkNow() {
        if (watcher != null) {
            watcher.checkNow();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public CompletableFuture<Void> firstLook() {
        return first;
    }

    @Override
    public @Nullable List<BackendSpec> found(DiscoverySpec spec) {
        return knowledge.found();
    }

    /** All is said by the file. */
    @Override
    public void follow(DiscoverySpec spec) {}

    @Override
    public DiscoveryReport report() {
        return knowledge.report();
    }

    @Override
    public synchronized void close() {
        closed = true;
        first.complete(null);
        if (watcher != null) {
            watcher.close();
        }
    }

    /** The timer's thread has nothing else to do, so that files may keep it waiting. */
    private void soon(Runnable look) {
        Object unused = timer.after(Duration.ZERO, look);
    }

    private Content read(boolean asked) {
        Content content = content();
        if (content.equals(good)) {
            knowledge.seen();
        }
        knowledge.nextLook(clock.wallMillis() + Watcher.INTERVAL.toMillis());
        return content;
    }

    private Content content() {
        // A pipe, for one, would keep everybody who looks for backends waiting.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new Content(null, "it is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Content(ByteBuffer.wrap(in.readNBytes(ConfigReader.MAX_BYTES + 1)), "");
        } catch (NoSuchFileException e) {
            return new Content(null, "there is no such file");
        } catch (IOException e) {
            return new Content(null, "it cannot be read: " + e.getMessage());
        }
    }

    private void take(Content content) {
        if (content.bytes() == null) {
            fail(content.trouble());
            return;
        }
        byte[] bytes = new byte[content.bytes().remaining()];
        content.bytes().duplicate().get(bytes);
        ListedBackends listed = reader.backends(file.getFileName().toString(), bytes);
        if (!listed.problems().isEmpty()) {
            int more = listed.problems().size() - 1;
            fail(listed.problems().get(0) + (more == 0 ? "" : " (and " + more + " more)"));
            return;
        }
        good = content;
        knowledge.seen();
        knowledge.trouble(null);
        if (knowledge.learn(listed.backends())) {
            news.run();
        }
    }

    private void fail(String why) {
        knowledge.failed();
        knowledge.trouble(why);
    }
}
