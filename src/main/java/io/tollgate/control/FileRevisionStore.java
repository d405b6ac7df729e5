package io.tollgate.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revisions in one append-only file of JSON lines, each forced to the disk before it counts. A line that a crash left
 * unfinished at the end is cut off; anything else that cannot be read refuses the start, for guessing would forget a
 * drain. Every {@value #COMPACT_AFTER} lines the file is written anew with the last {@value #KEEP}.
 */
public final class FileRevisionStore implements RevisionStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileRevisionStore.class);
    private static final int KEEP = 1_000;
    private static final int COMPACT_AFTER = 2 * KEEP;

    private final Path file;
    private final ObjectMapper json = ModelJson.configure(JsonMapper.builder()).build();
    private @Nullable FileChannel channel;
    private final List<Entry> entries = new ArrayList<>();

    /** One line: a revision, and what operators say in all after it, so that the last line alone restores them. */
    private record Entry(Revision revision, Overlay after) {}

    /**
     * @param folder exists and is ours alone
     */
    public FileRevisionStore(Path folder) {
        this.file = folder.resolve("revisions.jsonl");
    }

    @Override
    public Kept open() throws IOException {
        entries.clear();
        FileChannel opened =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = opened;
        byte[] content = Files.readAllBytes(file);
        int good = 0;
        for (int end = lineEnd(content, 0); end >= 0; end = lineEnd(content, good)) {
            read(new String(content, good, end - good, StandardCharsets.UTF_8));
            good = end + 1;
        }
        if (good < content.length) {
            LOG.warn(
                    "{}: the last {} bytes are half a line, left by a crash before it was acknowledged; cut off",
                    file,
                    content.length - good);
            opened.truncate(good);
            opened.force(true);
        }
        opened.position(good);
        forceFolder();
        Overlay last = entries.isEmpty()
                ? Overlay.EMPTY
                : entries.get(entries.size() - 1).after();
        return new Kept(last, entries.stream().map(Entry::revision).toList());
    }

    @Override
    public void append(Revision revision, Overlay after) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IOException("the store of revisions is closed");
        }
        Entry entry = new Entry(revision, after);
        long before = open.position();
        try {
            write(open, line(entry));
            open.force(false);
        } catch (IOException e) {
            // Half a line in the middle would make the file unreadable at the next start.
            open.truncate(before);
            open.position(before);
            throw e;
        }
        entries.add(entry);
        if (entries.size() >= COMPACT_AFTER) {
            compact();
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private void read(String line) throws IOException {
        try {
            entries.add(json.readValue(line, Entry.class));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": line " + (entries.size() + 1)
                            + " cannot be read; restore the file from a backup, or move it away to start without the operators' changes",
                    e);
        }
    }

    private void compact() throws IOException {
        List<Entry> kept = new ArrayList<>(entries.subList(entries.size() - KEEP, entries.size()));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        FileChannel fresh = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        for (Entry entry : kept) {
            write(fresh, line(entry));
        }
        fresh.force(true);
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder();
        close();
        channel = fresh;
        entries.clear();
        entries.addAll(kept);
    }

    private void forceFolder() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
                open.force(true);
            }
        }
    }

    private byte[] line(Entry entry) throws JsonProcessingException {
        return (json.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(FileChannel to, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static int lineEnd(byte[] content, int from) {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
