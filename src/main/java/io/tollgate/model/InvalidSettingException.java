package io.tollgate.model;

import java.util.List;
import java.util.stream.Collectors;

/** A record of the model was given nonsense; says all that is wrong with it, each with its path from that record. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public InvalidSettingException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public InvalidSettingException(String path, String message, String fix) {
        this(List.of(new Problem(path, message, fix)));
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
