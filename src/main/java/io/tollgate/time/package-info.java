/**
 * The only reader of real time. Everything timed takes a {@link io.tollgate.time.Clock} and, where it
 * must act later, a {@link io.tollgate.time.Timer}, so that tests drive both by hand.
 */
@NullMarked
package io.tollgate.time;

import org.jspecify.annotations.NullMarked;
