package io.tollgate.boot;

import io.tollgate.affinity.KeyRingException;
import io.tollgate.control.RefusedException;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tollgate cannot start, for a reason that an operator can mend. Its lines are all that the operator needs. */
public final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LaunchException.class);

    private final ExitStatus status;
    private final List<String> lines;

    private LaunchException(ExitStatus status, List<String> lines) {
        super(String.join("\n", lines));
        this.status = status;
        this.lines = List.copyOf(lines);
    }

    /**
     * The configuration is refused.
     *
     * @param lines one per problem, as {@code FILE:LINE:COLUMN path: what is wrong; what to write instead}
     */
    public static LaunchException refused(List<String> lines) {
        return new LaunchException(ExitStatus.REFUSED, lines);
    }

    /** An address is taken or not allowed; the line names it. */
    public static LaunchException address(String line) {
        return new LaunchException(ExitStatus.ADDRESS, List.of(line));
    }

    /** Anything else that has a plain reason. */
    public static LaunchException failure(String line) {
        return new LaunchException(ExitStatus.FAILURE, List.of(line));
    }

    /** Whatever stopped a start by that configuration, in an operator's words. */
    public static LaunchException of(Throwable e, ConfigSource source) {
        if (e instanceof LaunchException known) {
            return known;
        }
        if (e instanceof RefusedException refused) {
            return refused(refused.problems().stream().map(source::located).toList());
        }
        if (e instanceof IOException || e instanceof KeyRingException) {
            return failure("tollgate: " + e.getMessage());
        }
        LOG.error("The start failed", e);
        return failure("tollgate: the start failed: " + e);
    }

    /** What the process ends with. */
    public ExitStatus status() {
        return status;
    }

    /** What standard error shows, one line each. */
    public List<String> lines() {
        return lines;
    }
}
