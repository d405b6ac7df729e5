/**
 * A caller's tie to a backend: sealed into a cookie ({@link io.tollgate.affinity.TieSealer}), held
 * alive in a bounded table of sessions ({@link io.tollgate.affinity.SessionTable}), keyed by a
 * persisted ring ({@link io.tollgate.affinity.KeyRing}).
 */
@NullMarked
package io.tollgate.affinity;

import org.jspecify.annotations.NullMarked;
