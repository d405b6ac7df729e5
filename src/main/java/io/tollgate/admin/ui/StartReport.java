package io.tollgate.admin.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why Tollgate does not serve yet. Immutable.
 *
 * @param config the file that it looks for
 * @param saidBy who named the file; null where nobody did and this is the usual place
 * @param found whether there is such a file
 * @param problems what is wrong with it, one line each
 */
public record StartReport(String config, @Nullable String saidBy, boolean found, List<String> problems) {
    public StartReport {
        problems = List.copyOf(problems);
    }
}
