/**
 * The one way down for a change: {@link io.tollgate.control.LiveConfig#apply} validates, builds the
 * new {@link io.tollgate.control.Snapshot} beside the old, persists, publishes and acknowledges.
 * Requests read the snapshot and nothing else.
 */
@NullMarked
package io.tollgate.control;

import org.jspecify.annotations.NullMarked;
