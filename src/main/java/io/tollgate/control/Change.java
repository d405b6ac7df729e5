package io.tollgate.control;

import java.util.List;

/**
 * What somebody wants changed, as one whole: all of it or nothing.
 *
 * @param author who: an account's name, or {@code file}, {@code drain}, {@code discovery} for Tollgate's own
 * @param reason why, in the author's words; may be empty
 * @param edits at least one
 */
public record Change(String author, String reason, List<Edit> edits) {
    public Change {
        edits = List.copyOf(edits);
        if (edits.isEmpty()) {
            throw new IllegalArgumentException("a change must change something");
        }
    }

    /** A change of one edit. */
    public static Change of(String author, String reason, Edit edit) {
        return new Change(author, reason, List.of(edit));
    }
}
