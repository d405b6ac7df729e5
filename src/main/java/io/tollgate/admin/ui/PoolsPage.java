package io.tollgate.admin.ui;

import java.util.List;

/** A line a pool. */
public record PoolsPage(Frame frame, List<PoolCard> pools) {}
