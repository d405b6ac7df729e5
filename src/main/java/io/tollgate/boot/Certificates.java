package io.tollgate.boot;

import io.tollgate.config.Watcher;
import io.tollgate.control.RefusedException;
import io.tollgate.telemetry.ReloadResult;
import io.tollgate.time.ExecutorTimer;
import io.tollgate.tls.FileContents;
import io.tollgate.tls.Identity;
import io.tollgate.tls.UnusableFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of certificates in use. Each group of files is watched as the configuration is: a new content is in use for
 * the next connection, or refused as a whole and loudly, and what was read before stays in use. Thread-safe.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final Path folder;
    private final ExecutorTimer timer = new ExecutorTimer("tollgate-certificates");
    private final Set<Kept<?>> watched = ConcurrentHashMap.newKeySet();
    private volatile Consumer<ReloadResult> observer = result -> {};

    /** Whose files they are, for messages and figures; one of the two is empty. */
    public record Owner(String listener, String pool) {
        @Override
        public String toString() {
            return listener.isEmpty() ? "pool " + pool : "listener " + listener;
        }
    }

    /** Makes of files what is used of them. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(FileContents files) throws UnusableFileException;
    }

    /**
     * @param folder where relative names start
     */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the files once; {@link Kept#watch} makes it go on.
     *
     * @param path of the settings that name the files
     * @param shown the certificates among what is made
     * @throws RefusedException when they cannot be used
     */
    public <T> Kept<T> read(
            Owner owner, String path, List<String> names, Maker<T> maker, Function<T, List<Identity>> shown)
            throws RefusedException {
        FileContents files = FileContents.read(folder, names);
        try {
            return new Kept<>(owner, names, files, maker, shown, maker.make(files));
        } catch (UnusableFileException e) {
            throw new RefusedException(
                    e.problems().stream().map(problem -> problem.under(path)).toList());
        }
    }

    /** Hears what became of files that have changed. */
    public void onReload(Consumer<ReloadResult> hears) {
        observer = hears;
    }

    /** Shows every certificate in use. */
    public void each(BiConsumer<Owner, Identity> visitor) {
        watched.forEach(kept -> kept.each(visitor));
    }

    /** Looks at all files at once. */
    public void checkNow() {
        watched.forEach(Kept::checkNow);
    }

    @Override
    public void close() {
        List.copyOf(watched).forEach(Kept::close);
        timer.close();
    }

    /** The timer's thread has nothing else to do, so that files may keep it waiting. */
    private void soon(Runnable look) {
        Object unused = timer.after(Duration.ZERO, look);
    }

    /** What some files hold, always the last of it that could be used. */
    public final class Kept<T> implements AutoCloseable {
        private final Owner owner;
        private final List<String> names;
        private final Maker<T> maker;
        private final Function<T, List<Identity>> shown;
        private final Watcher<FileContents> watcher;
        private FileContents used;
        private boolean unreadable;
        private volatile T current;

        private Kept(
                Owner owner,
                List<String> names,
                FileContents files,
                Maker<T> maker,
                Function<T, List<Identity>> shown,
                T made) {
            this.owner = owner;
            this.names = names;
            this.maker = maker;
            this.shown = shown;
            this.used = files;
            this.current = made;
            this.watcher = new Watcher<>(this::look, files, timer, Certificates.this::soon, this::changed);
        }

        public T current() {
            return current;
        }

        /** Begins to watch the files. Call once. */
        public void watch() {
            watched.add(this);
            if (!names.isEmpty()) {
                watcher.start();
            }
        }

        @Override
        public void close() {
            watched.remove(this);
            watcher.close();
        }

        private void checkNow() {
            watcher.checkNow();
        }

        private void each(BiConsumer<Owner, Identity> visitor) {
            shown.apply(current).forEach(identity -> visitor.accept(owner, identity));
        }

        private @Nullable FileContents look(boolean asked) {
            FileContents files = FileContents.read(folder, names);
            boolean whole = files.failures().isEmpty();
            if (!whole && (!unreadable || asked)) {
                LOG.warn("Files of {} cannot be read; what was read last stays in use: {}", owner, files.failures());
            }
            unreadable = !whole;
            return whole ? files : null;
        }

        private void changed(FileContents files) {
            if (files.equals(used)) {
                return;
            }
            try {
                current = maker.make(files);
                used = files;
                LOG.info("The certificates of {} have changed and are in use {}", owner, shown.apply(current));
                observer.accept(ReloadResult.ACCEPTED);
            } catch (UnusableFileException e) {
                LOG.error(
                        "The certificates of {} have changed and are refused; the old ones stay in use: {}",
                        owner,
                        e.getMessage());
                observer.accept(ReloadResult.REFUSED);
            }
        }
    }
}
