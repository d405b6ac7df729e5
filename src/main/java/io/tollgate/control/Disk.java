package io.tollgate.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The few things that are done to files and can fail in ways that must not cost a revision. */
interface Disk {
    /** The machine's own. */
    Disk REAL = new Disk() {};

    default FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    default void write(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    default void truncate(FileChannel channel, long size) throws IOException {
        FileChannel unused = channel.truncate(size);
    }

    default void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    /** Replaces the target in one step, so that a crash leaves the one or the other whole. */
    default void replace(Path target, Path by) throws IOException {
        Files.move(by, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes it durable which files a folder has. */
    default void forceFolder(Path folder) throws IOException {
        try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
            open.force(true);
        }
    }
}
