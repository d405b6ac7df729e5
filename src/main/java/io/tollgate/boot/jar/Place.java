package io.tollgate.boot.jar;

import io.tollgate.control.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The place that a process serves from.
 *
 * @param before who has it still; null when nobody has
 */
record Place(StateFolder state, @Nullable Predecessor before) implements AutoCloseable {

    /**
     * Takes it, or asks for it.
     *
     * @param replace whether to ask when somebody has it
     * @throws IOException when it cannot be had
     */
    static Place take(Path folder, boolean replace) throws IOException {
        try {
            return new Place(StateFolder.take(folder), null);
        } catch (IOException taken) {
            if (!replace) {
                throw taken;
            }
            try {
                return new Place(StateFolder.heldByAnother(folder), Predecessor.ask(folder));
            } catch (IOException e) {
                e.addSuppressed(taken);
                throw e;
            }
        }
    }

    boolean isTaken() {
        return before != null;
    }

    @Override
    public void close() throws IOException {
        if (before != null) {
            before.close();
        }
        state.close();
    }
}
