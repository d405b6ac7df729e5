package io.tollgate.admin.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line that tells an act's outcome.
 *
 * @param failed nothing has changed
 * @param text the outcome in a sentence
 * @param lines its details, such as what became different
 * @param undo the revision that can be undone from here; null when none can
 */
public record Notice(
        boolean failed,
        String text,
        List<String> lines,
        @Nullable Long undo) {
    public Notice {
        lines = List.copyOf(lines);
    }

    static Notice failure(String text, List<String> lines) {
        return new Notice(true, text, lines, null);
    }
}
