package io.tollgate.config;

import io.tollgate.model.Configuration;
import java.util.List;

/** What came of reading a file. */
public sealed interface Read {

    /** It can be used. */
    record Good(Configuration configuration) implements Read {}

    /**
     * It cannot.
     *
     * @param problems at least one, in the order of their places
     */
    record Bad(List<Located> problems) implements Read {
        public Bad {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("refused without a reason");
            }
        }
    }
}
