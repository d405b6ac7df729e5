package io.tollgate.policy;

import io.tollgate.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a pool gives its policy to work with.
 *
 * @param random for where a policy begins, so that restarted balancers spread out; read while it is made only
 * @param bounded gives a random number from 0 to below its argument; thread-safe
 * @param clock for how old a figure is
 * @param inFlight requests that all the pool's backends serve at this moment
 */
public record Means(RandomGenerator random, IntUnaryOperator bounded, Clock clock, LongSupplier inFlight) {
    /** Draws that each thread makes for itself. */
    public static final IntUnaryOperator BY_THREAD =
            bound -> ThreadLocalRandom.current().nextInt(bound);
}
