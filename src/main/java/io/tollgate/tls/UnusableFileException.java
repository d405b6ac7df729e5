package io.tollgate.tls;

import io.tollgate.model.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Files that settings name cannot be used. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    UnusableFileException(String field, String message, String fix) {
        this(List.of(new Problem(field, message, fix)));
    }

    /**
     * @param problems at least one
     */
    UnusableFileException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong; paths begin at the group of settings that the files belong to. */
    public List<Problem> problems() {
        return problems;
    }
}
