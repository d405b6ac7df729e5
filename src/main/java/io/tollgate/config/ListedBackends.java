package io.tollgate.config;

import io.tollgate.model.BackendSpec;
import java.util.List;

/**
 * What came of reading a file that lists backends. Immutable.
 *
 * @param backends those it lists; none when anything is wrong
 * @param problems everything that is wrong with it; empty when nothing is
 */
public record ListedBackends(List<BackendSpec> backends, List<Located> problems) {
    public ListedBackends {
        backends = List.copyOf(backends);
        problems = List.copyOf(problems);
    }
}
