/**
 * What must not reach a backend. Start at {@link io.tollgate.guard.GuardStage}; the checks find a request's flaws, each in
 * its own part of the head.
 */
@NullMarked
package io.tollgate.guard;

import org.jspecify.annotations.NullMarked;
