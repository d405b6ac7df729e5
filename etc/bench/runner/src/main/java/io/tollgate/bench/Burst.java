package io.tollgate.bench;

/**
 * What one contender did in one round.
 *
 * @param requests answered
 * @param micros how long it took
 * @param cpuMicros processor time of all the contender's processes
 * @param stolenMicros processor time that the host took meanwhile
 * @param failed connections that broke, answers that did not come, and statuses that are no success
 */
record Burst(
        String cell,
        String contender,
        int launch,
        int round,
        long requests,
        long micros,
        long cpuMicros,
        long stolenMicros,
        long failed) {
    /** Under this the load or the backends were what limited it. */
    static final double BUSY = 0.9;

    /** Part of the time of two cores. */
    private static final double LITTLE_STOLEN = 0.01;

    double cpuPerRequest() {
        return (double) cpuMicros / requests;
    }

    double perSecond() {
        return requests * 1e6 / micros;
    }

    double utilisation() {
        return (double) cpuMicros / micros;
    }

    boolean undisturbed() {
        return requests > 0 && stolenMicros <= LITTLE_STOLEN * 2 * micros;
    }

    boolean busy() {
        return utilisation() >= BUSY;
    }
}
