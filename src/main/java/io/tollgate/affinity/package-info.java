/**
 * A caller's tie to a backend. {@link io.tollgate.affinity.Ties} is what a request goes through, in one form for each type
 * of affinity: our own cookie, the application's, the caller's address. Our own is sealed ({@link
 * io.tollgate.affinity.TieSealer}) by a persisted ring of keys ({@link io.tollgate.affinity.KeyRing}); who is alive stands
 * in a bounded table of sessions ({@link io.tollgate.affinity.SessionTable}).
 */
@NullMarked
package io.tollgate.affinity;

import org.jspecify.annotations.NullMarked;
