package io.tollgate.admin.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pool and its backends.
 *
 * @param settings what the pool does, in a line
 * @param serving which tiers and zones serve and why, a line each; empty where there is no choice
 * @param discovery how the search for its backends goes; null where nobody looks for any
 * @param override what the file says of how it picks, where an operator says otherwise; null when the file counts
 * @param policy how else it could pick; null when nobody asked
 * @param rollout its rolling deployment
 */
public record PoolPage(
        Frame frame,
        PoolCard pool,
        String settings,
        List<String> serving,
        @Nullable DiscoveryNote discovery,
        @Nullable String override,
        @Nullable PolicyAsk policy,
        RolloutPanel rollout,
        List<BackendRow> rows,
        AddForm add) {
    public PoolPage {
        serving = List.copyOf(serving);
        rows = List.copyOf(rows);
    }

    /**
     * How the search for backends goes.
     *
     * @param text where, what and when
     * @param trouble why what was found last stays as it is; empty when all is well
     */
    public record DiscoveryNote(String text, String trouble) {}
}
