package io.tollgate.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a change leaves of a pool, by its live load at one moment. Immutable.
 *
 * @param pool its id
 * @param left who would serve new callers
 * @param capacity which part of the present one is left: of the requests that may be served at once where all who serve
 *     have limits, else of the effective weights; 1 where nothing is lost, more where a stronger tier takes over
 * @param takesOver the tier that would serve new callers and does not now; null for none
 * @param inFlight requests in the hands of those who serve new callers now, and of those that the change is about
 * @param limit requests that those left may serve at once; 0 where not all of them have a limit
 * @param rate requests a second of the pool, over 10 s
 * @param fills in which time the queue would fill at that rate; null when it would not
 * @param full fewer requests may be served at once than are in flight now
 */
public record Impact(
        String pool,
        Left left,
        double capacity,
        @Nullable Integer takesOver,
        long inFlight,
        long limit,
        double rate,
        @Nullable Duration fills,
        boolean full) {

    /** Who would serve new callers. */
    public enum Left {
        /** The same, as far as they do now. */
        ALL,
        /** Others than now, or with less strength, but ready and well. */
        SOME,
        /** Those who drain, or all the ready though none of them is well: it is for want of anybody else. */
        LAST,
        /** Nobody: every request would be answered with 503. */
        NOBODY
    }

    /** Whether those left cannot be expected to bear what there is now, so that an operator should be asked first. */
    public boolean overloads() {
        return left == Left.LAST || left == Left.NOBODY || full || fills != null;
    }

    /** How much of their limits those left would need for what is in flight now, 1 for all of it; 0 without limits. */
    public double use() {
        return limit == 0 ? 0 : (double) inFlight / limit;
    }
}
