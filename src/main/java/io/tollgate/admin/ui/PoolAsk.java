package io.tollgate.admin.ui;

import io.tollgate.admin.Impact;
import io.tollgate.model.Ids;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has open or half done on a pool's page.
 *
 * @param open the backend whose details are shown; empty for none
 * @param wish what is asked before it is done; null for nothing
 * @param weightOf the backend whose typed weight was wrong; empty for none
 * @param weightTyped what was typed
 * @param add the form at the end
 * @param policy what was typed of another way to pick; null when nobody asked for one
 * @param rollout what was typed of a rolling deployment to begin; null when nobody asked for one
 * @param overload what its first batch would leave of the pool, where it is to be confirmed; else null
 */
record PoolAsk(
        String open,
        @Nullable Wish wish,
        String weightOf,
        String weightTyped,
        AddForm add,
        @Nullable AddForm policy,
        @Nullable AddForm rollout,
        @Nullable Impact overload) {
    private static final AddForm NONE = AddForm.empty(BackendForm.FIELDS);
    static final PoolAsk NOTHING = new PoolAsk("", null, "", "", NONE, null, null, null);

    static PoolAsk opened(String open, @Nullable Wish wish) {
        return new PoolAsk(idOrNone(open), wish, "", "", NONE, null, null, null);
    }

    static PoolAsk before(Wish wish) {
        return new PoolAsk("", wish, "", "", NONE, null, null, null);
    }

    static PoolAsk wrongWeight(String backend, String typed) {
        return new PoolAsk("", null, backend, typed, NONE, null, null, null);
    }

    static PoolAsk adding(AddForm add) {
        return new PoolAsk("", null, "", "", add, null, null, null);
    }

    static PoolAsk picking(AddForm policy) {
        return new PoolAsk("", null, "", "", NONE, policy, null, null);
    }

    static PoolAsk rolling(AddForm rollout) {
        return new PoolAsk("", null, "", "", NONE, null, rollout, null);
    }

    static PoolAsk overloading(AddForm rollout, Impact overload) {
        return new PoolAsk("", null, "", "", NONE, null, rollout, overload);
    }

    private static String idOrNone(String text) {
        return Ids.valid(text) ? text : "";
    }
}
