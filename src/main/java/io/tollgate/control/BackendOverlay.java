package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What operators say of one backend on top of the file. Immutable.
 *
 * @param mode their wish; ready unless they said otherwise
 * @param modeSinceMillis wall time since when; 0 when never set
 * @param deadlineMillis when a drain becomes maintenance at the latest, wall time; null for none
 * @param weight overrides the file's; null where the file counts
 * @param added a backend that the file does not have; null for one of the file's
 * @param removed one of the file's that is taken out; with {@code added}, to make room for that one of the same id
 */
public record BackendOverlay(
        Mode mode,
        long modeSinceMillis,
        @Nullable Long deadlineMillis,
        @Nullable Integer weight,
        @Nullable BackendSpec added,
        boolean removed) {

    /** Nothing is changed. */
    public static final BackendOverlay NONE = new BackendOverlay(Mode.READY, 0, null, null, null, false);

    /** The same with another weight over the file's; null to let the file count. */
    BackendOverlay withWeight(@Nullable Integer newWeight) {
        return new BackendOverlay(mode, modeSinceMillis, deadlineMillis, newWeight, added, removed);
    }

    /** The same for a backend that the file has by now. */
    BackendOverlay withoutAdded() {
        return new BackendOverlay(mode, modeSinceMillis, deadlineMillis, weight, null, false);
    }

    /** The same for an added backend when the file no longer has the one whose place it took. */
    BackendOverlay replacingNone() {
        return new BackendOverlay(mode, modeSinceMillis, deadlineMillis, weight, added, false);
    }
}
