package io.tollgate.control;

import io.tollgate.control.DrainReport.Basis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was seen of one drain, for an estimate of its end. Not thread-safe. */
final class DrainProgress {
    private static final long STEP_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final int KEPT = 30;
    private static final long LEAST_MILLIS = Duration.ofSeconds(20).toMillis();

    private final long sinceMillis;
    private final int atStart;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atMillis, int sessions) {}

    /**
     * An estimate.
     *
     * @param endsMillis wall time; 0 for none
     */
    record Estimate(long endsMillis, Basis basis) {}

    /**
     * @param sinceMillis wall time when the drain began
     * @param atStart sessions then; -1 when nobody was there to see
     */
    DrainProgress(long sinceMillis, int atStart) {
        this.sinceMillis = sinceMillis;
        this.atStart = atStart;
    }

    long sinceMillis() {
        return sinceMillis;
    }

    int atStart() {
        return atStart;
    }

    /** Takes in how many sessions there are. */
    void see(long nowMillis, int sessions) {
        if (samples.isEmpty() || nowMillis - samples.getLast().atMillis() >= STEP_MILLIS) {
            samples.addLast(new Sample(nowMillis, sessions));
            if (samples.size() > KEPT) {
                samples.removeFirst();
            }
        }
    }

    /**
     * When the last session will have ended: at the pace at which they have left in the last minutes; else, if nobody
     * came back.
     *
     * @param startMillis wall time until which a count of none means nothing
     * @param lastMillis how long the session seen last still lives without a request
     */
    Estimate estimate(long nowMillis, int sessions, long startMillis, long lastMillis) {
        if (nowMillis < startMillis) {
            return new Estimate(startMillis, Basis.START);
        }
        if (sessions == 0) {
            return new Estimate(0, Basis.REQUESTS);
        }
        Sample first = samples.peekFirst();
        if (first != null && nowMillis - first.atMillis() >= LEAST_MILLIS && first.sessions() > sessions) {
            double perMilli = (first.sessions() - sessions) / (double) (nowMillis - first.atMillis());
            return new Estimate(nowMillis + (long) (sessions / perMilli), Basis.PACE);
        }
        return new Estimate(nowMillis + lastMillis, Basis.QUIET);
    }
}
