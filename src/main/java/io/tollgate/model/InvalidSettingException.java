package io.tollgate.model;

import java.util.List;
import java.util.stream.Collectors;

/** A record of the model was given nonsense; says all that is wrong with it, each with its path from that record. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;
    private final transient List<Problem> independent;

    public InvalidSettingException(List<Problem> problems) {
        this(problems, problems);
    }

    InvalidSettingException(List<Problem> problems, List<Problem> independent) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
        this.independent = List.copyOf(independent);
    }

    public InvalidSettingException(String path, String message, String fix) {
        this(List.of(new Problem(path, message, fix)));
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** Those that are about one setting alone, so that they hold whatever the others turn out to be; may be empty. */
    public List<Problem> independent() {
        return independent;
    }
}
