package io.tollgate.config;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Defaults;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import io.tollgate.model.Setting;
import io.tollgate.model.Unwrapped;
import java.util.List;

/** What a file that lists backends holds: they alone. */
@Unwrapped
record BackendList(@Setting("Backends.") List<BackendSpec> backends) {
    private static final String IN_POOL = "backends";

    /** What no pool would take is refused here, each at its place in the list. */
    BackendList {
        backends = List.copyOf(backends);
        try {
            Defaults.pool(backends);
        } catch (InvalidSettingException e) {
            throw new InvalidSettingException(
                    e.problems().stream().map(BackendList::inList).toList());
        }
    }

    private static Problem inList(Problem problem) {
        return new Problem(problem.path().substring(IN_POOL.length()), problem.message(), problem.fix());
    }
}
