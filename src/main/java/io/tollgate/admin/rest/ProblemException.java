package io.tollgate.admin.rest;

import io.tollgate.admin.ProblemDocument;
import io.tollgate.model.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemDocument problem;
    private final @Nullable String tag;

    private ProblemException(ProblemDocument problem, @Nullable String tag) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.tag = tag;
    }

    static ProblemException of(int status, String detail) {
        return new ProblemException(ProblemDocument.of(status, detail), null);
    }

    /** One thing is wrong with the request's content. */
    static ProblemException invalid(String path, String message, String fix) {
        return invalid(List.of(new Problem(path, message, fix)));
    }

    /** All that is wrong with the request's content. */
    static ProblemException invalid(List<Problem> problems) {
        return refused(422, problems);
    }

    static ProblemException refused(int status, List<Problem> problems) {
        Problem first = problems.get(0);
        String detail = (first.path().isEmpty() ? "" : first.path() + ": ") + first.message() + "; " + first.fix();
        return new ProblemException(ProblemDocument.of(status, detail, problems), null);
    }

    /** The sender looked at another state than the current. */
    static ProblemException stale(String tag, long revision, Object current) {
        ProblemDocument problem = ProblemDocument.of(
                412, "What you looked at has changed. Nothing was done; the current state is attached.");
        return new ProblemException(problem.withCurrent(revision, current), tag);
    }

    ProblemDocument problem() {
        return problem;
    }

    /** The entity tag of the attached state; null when there is none. */
    @Nullable
    String tag() {
        return tag;
    }
}
