package io.tollgate.admin.ui;

import java.util.List;

/**
 * A card a pool, and what changed lately.
 *
 * @param changes of the last hour, newest first
 */
public record OverviewPage(Frame frame, List<PoolCard> pools, List<ChangeLine> changes) {}
