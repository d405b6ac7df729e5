package io.tollgate.boot;

import java.util.List;

/** Tollgate cannot start, for a reason that an operator can mend. Its lines are all that the operator needs. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

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
    static LaunchException refused(List<String> lines) {
        return new LaunchException(ExitStatus.REFUSED, lines);
    }

    /** An address is taken or not allowed; the line names it. */
    static LaunchException address(String line) {
        return new LaunchException(ExitStatus.ADDRESS, List.of(line));
    }

    /** Anything else that has a plain reason. */
    static LaunchException failure(String line) {
        return new LaunchException(ExitStatus.FAILURE, List.of(line));
    }

    /** What the process ends with. */
    ExitStatus status() {
        return status;
    }

    /** What standard error shows, one line each. */
    List<String> lines() {
        return lines;
    }
}
