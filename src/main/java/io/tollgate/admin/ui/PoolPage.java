package io.tollgate.admin.ui;

import java.util.List;

/**
 * One pool and its backends.
 *
 * @param settings what the pool does, in a line
 */
public record PoolPage(Frame frame, PoolCard pool, String settings, List<BackendRow> rows, AddForm add) {}
