package io.tollgate.admin.ui;

/**
 * A pool on the overview and in the list of pools.
 *
 * @param alarm what its callers suffer from; empty when nothing
 * @param policy how it picks, as in the configuration
 * @param rate requests a second over 10 s
 * @param errors percent over 60 s
 * @param p50 milliseconds over 60 s
 * @param queue callers waiting now
 * @param waited p95 in milliseconds of those who have waited, over 60 s
 */
public record PoolCard(
        String id,
        Tone tone,
        String sentence,
        String alarm,
        String policy,
        String rate,
        String errors,
        boolean failing,
        String p50,
        String p95,
        String p99,
        String inFlight,
        String sessions,
        String queue,
        String waited,
        boolean waiting,
        Sparkline rateHistory,
        Sparkline p95History,
        SplitBar split) {}
