package io.tollgate.tls;

import io.tollgate.model.Problem;

/** A file that a setting names cannot be used. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    UnusableFileException(String field, String message, String fix) {
        super(field + ": " + message + "; " + fix);
        this.problem = new Problem(field, message, fix);
    }

    /** What is wrong; its path begins at the group of settings that the file belongs to. */
    public Problem problem() {
        return problem;
    }
}
