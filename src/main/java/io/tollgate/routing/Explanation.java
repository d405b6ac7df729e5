package io.tollgate.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request goes where it goes.
 *
 * @param steps the routes in the order they were asked, down to the one that takes the request; later ones are not
 *     asked
 */
public record Explanation(List<Step> steps) {

    public Explanation {
        steps = List.copyOf(steps);
    }

    /** The id of the route that takes the request; null when none does. */
    public @Nullable String taken() {
        Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        return last != null && last.matched() ? last.route() : null;
    }

    /**
     * What one route said.
     *
     * @param route its id
     * @param failed the first of its conditions that did not hold, in words such as {@code path under /api}; null when
     *     all held
     */
    public record Step(String route, @Nullable String failed) {

        public boolean matched() {
            return failed == null;
        }
    }
}
