package io.tollgate.admin.rest;

import io.tollgate.admin.InterlockedConfig;
import io.tollgate.admin.OverloadException;
import io.tollgate.admin.auth.Operator;
import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.StaleException;
import io.tollgate.control.StoreRefusedException;
import io.tollgate.model.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Sends an operator's change through the one door, and says what came of it in the terms of HTTP. Thread-safe. */
final class Changes {
    private static final Pattern PLACE = Pattern.compile("^(routes|pools\\[\\d+]\\.backends)\\[\\d+]\\.?");

    private final LiveConfig live;
    private final InterlockedConfig interlocked;

    Changes(LiveConfig live, InterlockedConfig interlocked) {
        this.live = live;
        this.interlocked = interlocked;
    }

    /**
     * Checks If-Match for a change still to be worked out.
     *
     * @param state of what the request would change, as attached to a 412
     */
    OptionalLong expected(HttpServletRequest request, LongFunction<Object> state) {
        return Tags.expected(request, live.current().revision(), state);
    }

    /**
     * Makes a change of one route or one backend. What is wrong with it is told by its place in the request's body, as
     * when the body is read, not by its place in the configuration, which the caller has not written.
     *
     * @throws ProblemException as {@link #apply}
     */
    Revision applyToOne(
            HttpServletRequest request,
            String reason,
            List<Edit> edits,
            OptionalLong expected,
            LongFunction<Object> state) {
        return applyToOne(request, reason, edits, false, expected, state);
    }

    /**
     * The same for a backend.
     *
     * @param force whether it is made though it overloads what it leaves
     * @throws ProblemException 409 besides, when it would and is not forced
     */
    Revision applyToOne(
            HttpServletRequest request,
            String reason,
            List<Edit> edits,
            boolean force,
            OptionalLong expected,
            LongFunction<Object> state) {
        return make(request, reason, edits, force, expected, state, Changes::ofBody);
    }

    private static Problem ofBody(Problem problem) {
        String within = PLACE.matcher(problem.path()).replaceFirst("");
        return new Problem(within, problem.message(), problem.fix());
    }

    /**
     * Makes a change.
     *
     * @throws ProblemException 412 when it is stale, 422 when it is refused, 503 when it could not be made durable
     */
    Revision apply(
            HttpServletRequest request,
            String reason,
            List<Edit> edits,
            OptionalLong expected,
            LongFunction<Object> state) {
        return make(request, reason, edits, false, expected, state, UnaryOperator.identity());
    }

    private Revision make(
            HttpServletRequest request,
            String reason,
            List<Edit> edits,
            boolean force,
            OptionalLong expected,
            LongFunction<Object> state,
            UnaryOperator<Problem> told) {
        try {
            return interlocked.apply(new Change(Operator.required(request).name(), reason, edits), expected, force);
        } catch (OverloadException e) {
            throw ProblemException.refused(409, List.of(Force.wanted(edits, e.impact())));
        } catch (StaleException e) {
            throw stale(state);
        } catch (StoreRefusedException e) {
            throw ProblemException.refused(503, e.problems());
        } catch (RefusedException e) {
            throw ProblemException.invalid(e.problems().stream().map(told).toList());
        }
    }

    /**
     * Undoes a revision.
     *
     * @throws ProblemException 412 when it is stale, 409 when it cannot be undone, 503 when that could not be made durable
     */
    Revision undo(HttpServletRequest request, long number, OptionalLong expected, LongFunction<Object> state) {
        try {
            return live.undo(number, Operator.required(request).name(), expected);
        } catch (StaleException e) {
            throw stale(state);
        } catch (StoreRefusedException e) {
            throw ProblemException.refused(503, e.problems());
        } catch (RefusedException e) {
            throw ProblemException.refused(409, e.problems());
        }
    }

    private ProblemException stale(LongFunction<Object> state) {
        long inForce = live.current().revision();
        return ProblemException.stale(Tags.of(inForce), inForce, state.apply(inForce));
    }
}
