package io.tollgate.control;

import java.util.List;

/**
 * One accepted change.
 *
 * @param number counts from 1 without gaps
 * @param atMillis wall time
 * @param author who made it
 * @param reason why; may be empty
 * @param diff what became different, a line each, such as {@code shop/b: mode ready → drain}
 * @param edits what was applied; empty for a change of the file
 * @param inverse what would undo it; empty when it cannot be undone here
 */
public record Revision(
        long number,
        long atMillis,
        String author,
        String reason,
        List<String> diff,
        List<Edit> edits,
        List<Edit> inverse) {
    public Revision {
        diff = List.copyOf(diff);
        edits = List.copyOf(edits);
        inverse = List.copyOf(inverse);
    }
}
