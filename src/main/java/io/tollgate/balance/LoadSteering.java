package io.tollgate.balance;

import java.time.Duration;
import java.util.List;

/**
 * Moves weights until backends that report their load are equally busy: whoever is busier than the mean loses weight,
 * whoever is less busy gains it, in proportion to the difference and by small steps, so that callers that are on their way
 * are not corrected twice. The least busy keeps all of its weight, and nobody loses more than is allowed. Who says
 * nothing gets back what it lost.
 *
 * <p>That is an integrating control: it does not need to know how fast a backend is, and it is at rest only where all are
 * equally busy. (gRPC's weighted round-robin divides rate by utilization instead, which says nothing of a backend that
 * has nothing to do.)
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A58-client-side-weighted-round-robin-lb-policy.md">gRPC A58:
 *     weighted round-robin</a>
 */
final class LoadSteering {
    /** A difference by a factor of e is made good in so long, if the weight is all that matters. */
    private static final double SECONDS = 8;
    /** As near to the mean as nobody need be corrected. */
    private static final double CLOSE = 0.03;
    /** So little to do that its parts say nothing. */
    private static final double IDLE = 0.05;

    private static final double STEEPEST = 2;

    private LoadSteering() {}

    /**
     * Moves the weights of those backends of one pool by what a time of that length allows.
     *
     * @param least what must be left of a weight, above 0 and up to 1
     * @return whether any has moved by so much that pickers should know
     */
    static boolean step(List<Endpoint> endpoints, double least, Duration time, long nowNanos) {
        double seconds = time.toMillis() / 1e3;
        double mean = endpoints.stream()
                .filter(Endpoint::well)
                .mapToDouble(endpoint -> endpoint.load().utilization(nowNanos))
                .filter(utilization -> utilization >= 0)
                .average()
                .orElse(ReportedLoad.UNKNOWN);
        double[] parts = new double[endpoints.size()];
        double most = 0;
        for (int i = 0; i < parts.length; i++) {
            ReportedLoad load = endpoints.get(i).load();
            parts[i] = Math.max(least, load.part() * factor(load.utilization(nowNanos), mean, load.part(), seconds));
            most = Math.max(most, parts[i]);
        }
        boolean moved = false;
        for (int i = 0; i < parts.length; i++) {
            ReportedLoad load = endpoints.get(i).load();
            double next = Math.max(least, parts[i] / most);
            moved |= next != load.part();
            load.part(next);
        }
        return moved;
    }

    private static double factor(double utilization, double mean, double part, double seconds) {
        if (utilization < 0 || mean < 0) {
            // Back to the whole, in about the time that it took.
            return Math.min(1 / part, Math.exp(seconds / SECONDS));
        }
        if (mean < IDLE || Math.abs(utilization - mean) <= CLOSE * Math.max(1, mean)) {
            return 1;
        }
        double ratio = Math.max(1 / STEEPEST, Math.min(STEEPEST, mean / Math.max(IDLE, utilization)));
        return Math.pow(ratio, seconds / SECONDS);
    }
}
