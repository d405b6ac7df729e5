package io.tollgate.balance;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
     * Moves the weights of the backends of one pool by what a time of that length allows: of each group by itself, for only
     * there are callers divided by weight. Whom no new callers are sent to, such as one that is down, is no measure for
     * the others.
     *
     * @param groups who take new callers, or stand by to do so; nobody is in two of them
     * @param least what must be left of a weight, above 0 and up to 1
     * @return whether any has moved
     */
    static boolean step(
            List<Endpoint> endpoints, List<ServingGroup> groups, double least, Duration time, long nowNanos) {
        double seconds = time.toMillis() / 1e3;
        Set<Endpoint> others = new LinkedHashSet<>(endpoints);
        boolean moved = false;
        for (ServingGroup group : groups) {
            double[] parts = parts(group.candidates(), mean(group.candidates(), nowNanos), seconds, nowNanos);
            double most = Arrays.stream(parts).max().orElse(1);
            moved |= move(group.candidates(), parts, most, least);
            group.candidates().forEach(others::remove);
        }
        List<Endpoint> left = List.copyOf(others);
        return move(left, parts(left, ReportedLoad.UNKNOWN, seconds, nowNanos), 1, least) || moved;
    }

    private static double mean(List<Endpoint> peers, long nowNanos) {
        return peers.stream()
                .mapToDouble(endpoint -> endpoint.load().utilization(nowNanos))
                .filter(utilization -> utilization >= 0)
                .average()
                .orElse(ReportedLoad.UNKNOWN);
    }

    private static double[] parts(List<Endpoint> peers, double mean, double seconds, long nowNanos) {
        return peers.stream()
                .map(Endpoint::load)
                .mapToDouble(load -> load.part() * factor(load.utilization(nowNanos), mean, load.part(), seconds))
                .toArray();
    }

    /**
     * @param most which part is the whole
     */
    private static boolean move(List<Endpoint> peers, double[] parts, double most, double least) {
        boolean moved = false;
        for (int i = 0; i < parts.length; i++) {
            ReportedLoad load = peers.get(i).load();
            double next = Math.min(1, Math.max(least, parts[i] / most));
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
