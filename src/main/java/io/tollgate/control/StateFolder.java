package io.tollgate.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of what must survive a restart, held by one Tollgate at a time. */
public final class StateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);

    /**
     * Closing a second channel on a file gives up every lock that the process holds on it, so none is opened. Who holds
     * which is written where every copy of this class in the process can read it: each web application brings its own.
     */
    private static final String HELD = "io.tollgate.state.held:";

    private final Path path;
    private final Path real;
    private @Nullable FileChannel channel;

    private StateFolder(Path path, Path real) {
        this.path = path;
        this.real = real;
    }

    /**
     * Makes the folder where it is missing, for the owner alone, and takes it.
     *
     * @throws IOException when it cannot be made, or another Tollgate holds it
     */
    public static StateFolder take(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
        StateFolder folder = heldByAnother(path);
        folder.hold();
        return folder;
    }

    /**
     * A folder that another Tollgate holds and is to give up: it may be read already.
     *
     * @throws IOException when there is none
     */
    public static StateFolder heldByAnother(Path path) throws IOException {
        return new StateFolder(path, path.toRealPath());
    }

    public Path path() {
        return path;
    }

    /** Whether it is this process's own. */
    public synchronized boolean isHeld() {
        return channel != null;
    }

    /**
     * Takes the folder.
     *
     * @throws IOException when another Tollgate holds it
     */
    public synchronized void hold() throws IOException {
        if (channel != null) {
            return;
        }
        if (System.getProperties().putIfAbsent(HELD + real, "") != null) {
            throw taken(path);
        }
        try {
            channel = lock(path);
        } catch (IOException e) {
            System.clearProperty(HELD + real);
            throw e;
        }
    }

    /** Gives the folder up, if it is held. It can be taken again. */
    @Override
    public synchronized void close() throws IOException {
        FileChannel held = channel;
        channel = null;
        if (held != null) {
            held.close();
            System.clearProperty(HELD + real);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this very process", path, e);
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw taken(path);
        }
        return channel;
    }

    private static IOException taken(Path path) {
        return new IOException(
                "the state folder " + path.toAbsolutePath()
                        + " is in use by another Tollgate; stop that one, or give this one a folder of its own (--state, TOLLGATE_STATE or tollgate.state)");
    }
}
