package io.tollgate.health;

import io.tollgate.model.Durations;
import io.tollgate.model.OutlierSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ejects a backend on live traffic alone: after {@code consecutive} failures in a row, or when a {@code failureRate} of
 * its requests fails over a {@code window} while its peers do much better; for {@code eject} times n, up to {@code
 * maxEject}, where n counts its ejections in a row.
 *
 * <p>n falls again by one for every whole {@code eject} of good service: the time from the end of the last ejection to
 * the first failure of the row that led to the next. So one that fails as soon as it is let in stays out longer each
 * time, and one that had an hour's peace begins anew. (Envoy's outlier detection lowers its multiplier alike, by its
 * own interval.)
 *
 * <p>An answer that is an error, such as 500, ends a row of failures: the backend did answer. It counts for the rate.
 *
 * <p>Pure: time comes in as nanoseconds of one monotonic clock. Thread-safe. While there is no row of failures an
 * answer costs a volatile read and one count; a lock is taken only by failures, by the answer that ends a row of them
 * and by errors that are too many.
 */
public final class OutlierDetector {
    private final int consecutive;
    private final long ejectNanos;
    private final long maxEjectNanos;
    private final OutlierSpec spec;

    private volatile FailureRate rate;
    private volatile int row;
    private volatile @Nullable Ejection ejection;
    private long rowBegan;
    private int inARow;
    private long lastEnd;

    private record Ejection(long untilNanos, String trouble) {}

    /** What its pool says of a backend that is to be ejected. */
    @FunctionalInterface
    public interface Peers {
        /** Whether the pool can spare it. */
        boolean spare();

        /** Whether the others fail clearly less than with that share, 0 to 1: what all suffer from is none's fault. */
        default boolean failLess(double share) {
            return true;
        }
    }

    /** A detector by those limits. */
    public OutlierDetector(OutlierSpec spec) {
        this.spec = spec;
        this.rate = new FailureRate(spec);
        this.consecutive = spec.consecutive();
        this.ejectNanos = spec.eject().toNanos();
        this.maxEjectNanos = spec.maxEject().toNanos();
    }

    /**
     * Counts a failure. While ejected, failures of requests that began before are not counted.
     *
     * @param peers asked when it is to be ejected. When they say no, the next failure asks again. They are asked under
     *     this detector's lock only, so a pool whose bound must hold exactly calls this method under a lock of its own.
     * @return whether this very failure ejected it: of many at once, one is told so
     */
    public boolean failed(long nowNanos, Peers peers) {
        rate.failed(nowNanos);
        synchronized (this) {
            if (ejection != null && !readmit(nowNanos)) {
                return false;
            }
            int before = row;
            if (before == 0) {
                rowBegan = nowNanos;
            }
            int failures = Math.min(before + 1, Math.max(1, consecutive));
            row = failures;
            if (consecutive > 0 && failures == consecutive && peers.spare()) {
                eject(nowNanos, consecutive == 1 ? "a failure" : consecutive + " failures in a row");
                return true;
            }
            return failsTooOften(nowNanos, peers);
        }
    }

    /**
     * Counts an answer that is an error, such as 500.
     *
     * @return whether it is one too many, so that {@link #judge} has to be asked; as a rule no lock is taken
     */
    public boolean erred(long nowNanos) {
        rate.failed(nowNanos);
        endRow();
        return rate.tooMuch(rate.share(nowNanos));
    }

    /**
     * Whether it is ejected for its rate of failures now.
     *
     * @param peers as for {@link #failed}
     * @return as of {@link #failed}
     */
    public synchronized boolean judge(long nowNanos, Peers peers) {
        rowBegan = nowNanos;
        return (ejection == null || readmit(nowNanos)) && failsTooOften(nowNanos, peers);
    }

    /** Requests of the latest {@code window}; none counted where no rate ejects. */
    public long requests(long nowNanos) {
        return rate.requests(nowNanos);
    }

    /** Those of them that failed. */
    public long failures(long nowNanos) {
        return rate.failures(nowNanos);
    }

    /** Which share of its requests fails, 0 to 1; negative when it had too few to tell. */
    double failureShare(long nowNanos) {
        return rate.share(nowNanos);
    }

    private boolean failsTooOften(long nowNanos, Peers peers) {
        double share = failureShare(nowNanos);
        if (!rate.tooMuch(share) || !peers.spare() || !peers.failLess(share)) {
            return false;
        }
        eject(nowNanos, Math.round(100 * share) + " % of its requests failed in " + Durations.format(spec.window()));
        return true;
    }

    /** Notes that the backend answered well: a row of failures ends. An ejection goes on. */
    public void answered(long nowNanos) {
        rate.well(nowNanos);
        endRow();
    }

    private void endRow() {
        if (row != 0) {
            synchronized (this) {
                row = 0;
            }
        }
    }

    /**
     * Ends the ejection if its time is over.
     *
     * @return whether it is not, or no longer, ejected
     */
    public synchronized boolean readmit(long nowNanos) {
        Ejection now = ejection;
        if (now == null) {
            return true;
        }
        if (nowNanos - now.untilNanos() < 0) {
            return false;
        }
        lastEnd = now.untilNanos();
        rate = new FailureRate(spec);
        ejection = null;
        return true;
    }

    /** Whether it is ejected: from {@link #failed} until {@link #readmit}. */
    public boolean ejected() {
        return ejection != null;
    }

    /** When the ejection may end, on the same clock as the other times; meaningless when it is not ejected. */
    public long ejectedUntilNanos() {
        Ejection now = ejection;
        return now == null ? 0 : now.untilNanos();
    }

    /** Why it is ejected, such as {@code ejected for 30s after 5 failures in a row}; null when it is not. */
    public @Nullable String trouble() {
        Ejection now = ejection;
        return now == null ? null : now.trouble();
    }

    private void eject(long nowNanos, String cause) {
        long forgiven = inARow == 0 ? 0 : Math.max(0, (rowBegan - lastEnd) / ejectNanos);
        inARow = (int) Math.max(0, inARow - forgiven) + 1;
        long factor = Math.min(inARow, maxEjectNanos / ejectNanos + 1);
        long nanos = Math.min(ejectNanos * factor, maxEjectNanos);
        ejection = new Ejection(nowNanos + nanos, trouble(nanos, cause));
        row = 0;
    }

    private String trouble(long nanos, String cause) {
        return "ejected for " + Durations.format(Duration.ofNanos(nanos)) + " after " + cause
                + (inARow == 1 ? "" : ", time " + inARow);
    }
}
