/**
 * What HTTP asks of an intermediary, case by case, between a raw client and a raw backend. Each case is played by one
 * thread that drives both ends. Begin with {@link io.tollgate.conformance.Families}, then any of them, then {@link
 * io.tollgate.conformance.Scene}.
 */
@NullMarked
package io.tollgate.conformance;

import org.jspecify.annotations.NullMarked;
