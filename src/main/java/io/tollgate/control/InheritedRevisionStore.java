package io.tollgate.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of a process that still holds them and adds no more: read at once, and added to when they are ours. What
 * is to be added before waits in memory, so that until then nothing of this process can be seen in them.
 */
public final class InheritedRevisionStore implements RevisionStore {
    private final FileRevisionStore file;
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable Kept seen;
    private boolean ours;

    private record Waiting(Revision revision, Overlay after) {}

    /**
     * @param folder its holder is another process
     */
    public InheritedRevisionStore(Path folder) {
        this.file = new FileRevisionStore(folder);
    }

    @Override
    public Kept open() throws IOException {
        if (ours) {
            return file.open();
        }
        Kept read = file.read();
        seen = read;
        return read;
    }

    @Override
    public void append(Revision revision, Overlay after) throws IOException {
        if (ours) {
            file.append(revision, after);
        } else {
            waiting.add(new Waiting(revision, after));
        }
    }

    /**
     * From now on the folder is this process's own. What has waited is durable when this returns.
     *
     * @throws IOException when somebody has added to the revisions since they were read, or they cannot be written
     */
    public void takeOver() throws IOException {
        if (!file.open().equals(seen)) {
            throw new IOException("the revisions have changed since they were read; start anew");
        }
        ours = true;
        for (Waiting each : waiting) {
            file.append(each.revision(), each.after());
        }
        waiting.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
