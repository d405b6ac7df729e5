package io.tollgate.admin.rest;

import io.tollgate.admin.Impact;
import io.tollgate.control.Edit;
import io.tollgate.model.Durations;
import io.tollgate.model.Problem;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a change is made though it overloads what it leaves of a pool: of the body, else of the query. */
final class Force {
    static final String FIELD = "force";

    private static final long MINUTE = 60;

    private Force() {}

    static boolean of(@Nullable Boolean inBody, UriInfo uri) {
        if (inBody != null) {
            return inBody;
        }
        String asked = uri.getQueryParameters().getFirst(FIELD);
        if (asked == null || asked.equals("false") || asked.equals("true")) {
            return "true".equals(asked);
        }
        throw ProblemException.invalid(
                FIELD, "\"" + asked + "\" is neither true nor false", "write ?force=true, or leave it out");
    }

    /** What is told of a change that would overload and is not forced. */
    static Problem wanted(List<Edit> edits, Impact impact) {
        return new Problem(path(edits), message(impact), "send it again with force: true to do it all the same");
    }

    private static String path(List<Edit> edits) {
        boolean mode = edits.stream().anyMatch(Edit.SetMode.class::isInstance);
        boolean weight = edits.stream().anyMatch(e -> e instanceof Edit.SetWeight || e instanceof Edit.FollowFile);
        boolean backend = edits.stream().anyMatch(Edit.RemoveBackend.class::isInstance);
        return backend || mode == weight ? "" : mode ? BackendPatch.MODE : BackendPatch.WEIGHT;
    }

    private static String message(Impact impact) {
        List<String> said = new ArrayList<>();
        switch (impact.left()) {
            case NOBODY ->
                said.add("leaves nobody in pool \"" + impact.pool()
                        + "\" to take new callers: they would be answered with 503");
            case LAST ->
                said.add("leaves nobody in pool \"" + impact.pool()
                        + "\" who is ready and well: new callers would go to those who drain, or who are not well");
            default ->
                said.add("leaves " + percent(impact.capacity()) + " of the capacity of pool \"" + impact.pool() + "\"");
        }
        if (impact.takesOver() != null) {
            said.add("tier " + impact.takesOver() + " takes over");
        }
        if (impact.limit() > 0) {
            said.add(impact.inFlight() + " in flight now, " + impact.limit() + " allowed at once");
        }
        if (impact.fills() != null) {
            said.add("at the present " + figure(impact.rate()) + " requests/s the queue fills in "
                    + lasting(impact.fills()));
        }
        return String.join("; ", said);
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static String figure(double rate) {
        return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
    }

    private static String lasting(Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        return Durations.format(Duration.ofSeconds(seconds < MINUTE ? seconds : seconds / MINUTE * MINUTE));
    }
}
