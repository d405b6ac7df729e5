package io.tollgate.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A file of lines that grows at its end, each line durable once {@link #append} has returned, and can be cut down to
 * its last lines in one step. Whatever fails on the way, the lines before stay as they are. Not thread-safe.
 */
final class LineFile implements AutoCloseable {
    private final Path file;
    private final Path folder;
    private final Path next;
    private final Disk disk;
    private FileChannel channel;
    private List<Long> starts;
    private long end;
    private boolean folderDurable;

    private LineFile(Path file, Disk disk, FileChannel channel, List<Long> starts, long end) {
        this.file = file;
        this.folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        this.next = file.resolveSibling(file.getFileName() + ".next");
        this.disk = disk;
        this.channel = channel;
        this.starts = new ArrayList<>(starts);
        this.end = end;
    }

    /**
     * Opens the file, and makes it where there is none. What stands after {@code end} is cut off.
     *
     * @param starts where each whole line begins
     * @param end where the last one ends
     */
    static LineFile open(Path file, Disk disk, List<Long> starts, long end) throws IOException {
        LineFile lines = new LineFile(file, disk, disk.open(file), starts, end);
        try {
            Files.deleteIfExists(lines.next);
            lines.mend();
            return lines;
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    int count() {
        return starts.size();
    }

    /**
     * Adds a line, its end included.
     *
     * @throws IOException when it is not known to be durable; it is cut off, at once or before the next
     */
    void append(byte[] line) throws IOException {
        mend();
        try {
            disk.write(channel.position(end), ByteBuffer.wrap(line));
            disk.force(channel);
        } catch (IOException e) {
            try {
                mend();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        starts.add(end);
        end += line.length;
    }

    /** Drops all but the last lines. When that fails, before or after the one step, all goes on as before. */
    void keepLast(int count) throws IOException {
        int dropped = starts.size() - count;
        long from = starts.get(dropped);
        FileChannel fresh = disk.open(next);
        try {
            disk.truncate(fresh, 0);
            disk.write(fresh, bytes(from));
            disk.force(fresh);
            disk.replace(file, next);
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
        // From here on the old channel leads to a file that nobody will find again.
        FileChannel old = channel;
        channel = fresh;
        starts = new ArrayList<>(starts.subList(dropped, starts.size()).stream()
                .map(start -> start - from)
                .toList());
        end -= from;
        folderDurable = false;
        old.close();
        mend();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Makes file and folder such that a line can be added: what a failure left over is cut off, and durably so. */
    private void mend() throws IOException {
        if (channel.size() > end) {
            disk.truncate(channel, end);
            disk.force(channel);
        }
        if (!folderDurable) {
            disk.forceFolder(folder);
            folderDurable = true;
        }
    }

    private ByteBuffer bytes(long from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(end - from));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException(file + " is shorter than what was written to it");
            }
        }
        return bytes.flip();
    }
}
