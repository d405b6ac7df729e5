package io.tollgate.admin.ui;

import io.tollgate.model.Action;
import io.tollgate.model.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a route can be sent from the page.
 *
 * @param pool its id; null for the application behind
 */
public record Target(@Nullable String pool) {
    private static final String LOCAL = "local";
    private static final String POOL = "pool/";

    /**
     * All there are.
     *
     * @param pools their ids
     * @param application whether one stands behind that can answer
     */
    static List<Target> all(Collection<String> pools, boolean application) {
        List<Target> all = new ArrayList<>();
        if (application) {
            all.add(new Target(null));
        }
        pools.forEach(pool -> all.add(new Target(pool)));
        return all;
    }

    /** As a form sends it. */
    public String value() {
        return pool == null ? LOCAL : POOL + pool;
    }

    Action action() {
        return pool == null ? new Action.Local() : new Action.Forward(List.of(new Action.Share(pool, Weight.DEFAULT)));
    }

    /** Whether that action sends everything here. */
    boolean takesAllOf(Action action) {
        return action instanceof Action.Forward forward
                ? forward.pools().size() == 1 && forward.pools().get(0).pool().equals(pool)
                : action instanceof Action.Local && pool == null;
    }
}
