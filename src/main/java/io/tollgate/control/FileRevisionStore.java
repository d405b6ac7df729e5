package io.tollgate.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revisions in one append-only file of JSON lines, each forced to the disk before it counts. A line that a crash left
 * unfinished at the end is cut off; anything else that cannot be read refuses the start, for guessing would forget a
 * drain. When the file has grown to twice the lines that are kept, it is written anew with the latest of them.
 */
public final class FileRevisionStore implements RevisionStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileRevisionStore.class);
    private static final int KEEP = 1_000;
    private static final ObjectMapper JSON =
            ModelJson.configure(JsonMapper.builder()).build();

    private final Path file;
    private final int keep;
    private final Disk disk;
    private @Nullable LineFile lines;
    private long lastNumber;

    /** One line: a revision, and what operators say in all after it, so that the last line alone restores them. */
    private record Entry(Revision revision, Overlay after) {
        private Entry {
            Objects.requireNonNull(revision);
            Objects.requireNonNull(after);
        }
    }

    /**
     * @param folder exists and is ours alone
     */
    public FileRevisionStore(Path folder) {
        this(folder, KEEP, Disk.REAL);
    }

    FileRevisionStore(Path folder, int keep, Disk disk) {
        this.file = folder.resolve("revisions.jsonl");
        this.keep = keep;
        this.disk = disk;
    }

    /** Everything that is kept, without a hold on it: another process may still add to it. */
    Kept read() throws IOException {
        return read(false);
    }

    @Override
    public Kept open() throws IOException {
        close();
        return read(true);
    }

    private Kept read(boolean open) throws IOException {
        byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        List<Long> starts = new ArrayList<>();
        List<Revision> revisions = new ArrayList<>();
        Overlay overlay = Overlay.EMPTY;
        int good = 0;
        for (int end = lineEnd(content, 0); end >= 0; end = lineEnd(content, good)) {
            Entry entry = read(content, good, end, revisions);
            starts.add((long) good);
            revisions.add(entry.revision());
            overlay = entry.after();
            good = end + 1;
        }
        Kept kept = new Kept(overlay, List.copyOf(revisions));
        if (!open) {
            return kept;
        }
        if (good < content.length) {
            LOG.warn(
                    "{}: the last {} bytes are half a line, left by a crash before it was acknowledged; cut off",
                    file,
                    content.length - good);
        }
        lines = LineFile.open(file, disk, starts, good);
        lastNumber = revisions.isEmpty() ? 0 : last(revisions).number();
        return kept;
    }

    @Override
    public void append(Revision revision, Overlay after) throws IOException {
        LineFile open = lines;
        if (open == null) {
            throw new IOException("the store of revisions is closed");
        }
        if (lastNumber != 0 && revision.number() != lastNumber + 1) {
            throw new IllegalArgumentException("revision " + revision.number() + " after " + lastNumber);
        }
        String line = JSON.writeValueAsString(new Entry(revision, after)) + "\n";
        open.append(line.getBytes(StandardCharsets.UTF_8));
        lastNumber = revision.number();
        if (open.count() >= 2 * keep) {
            shorten(open);
        }
    }

    @Override
    public void close() throws IOException {
        LineFile open = lines;
        lines = null;
        if (open != null) {
            open.close();
        }
    }

    /** The revision is durable by now: a file that stays long for want of room is no reason to refuse it. */
    private void shorten(LineFile open) {
        try {
            open.keepLast(keep);
        } catch (IOException e) {
            LOG.warn("{} could not be shortened; it is tried again after the next change", file, e);
        }
    }

    private Entry read(byte[] content, int from, int end, List<Revision> before) throws IOException {
        Entry entry;
        try {
            entry = JSON.readValue(new String(content, from, end - from, StandardCharsets.UTF_8), Entry.class);
        } catch (JsonProcessingException e) {
            throw unreadable(before, "cannot be read", e);
        }
        if (entry == null) {
            throw unreadable(before, "is empty", null);
        }
        if (!before.isEmpty() && entry.revision().number() != last(before).number() + 1) {
            throw unreadable(before, "does not follow the one before", null);
        }
        return entry;
    }

    private IOException unreadable(List<Revision> before, String what, @Nullable Exception cause) {
        return new IOException(
                file + ": line " + (before.size() + 1) + " " + what
                        + "; restore the file from a backup, or move it away to start without the operators' changes",
                cause);
    }

    private static Revision last(List<Revision> revisions) {
        return revisions.get(revisions.size() - 1);
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
