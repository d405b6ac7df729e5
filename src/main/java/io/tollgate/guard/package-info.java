/** What must not reach a backend. Start at {@link io.tollgate.guard.GuardStage}. */
@NullMarked
package io.tollgate.guard;

import org.jspecify.annotations.NullMarked;
