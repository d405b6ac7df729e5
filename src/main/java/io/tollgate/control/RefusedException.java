package io.tollgate.control;

import io.tollgate.model.Problem;
import java.util.List;

/** A change makes no valid configuration; nothing has changed. */
public class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public RefusedException(List<Problem> problems) {
        super(problems.toString());
        this.problems = List.copyOf(problems);
    }

    public RefusedException(String path, String message, String fix) {
        this(List.of(new Problem(path, message, fix)));
    }

    /** At least one. */
    public List<Problem> problems() {
        return problems;
    }
}
