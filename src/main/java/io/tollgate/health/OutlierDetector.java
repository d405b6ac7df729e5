package io.tollgate.health;

import io.tollgate.model.Durations;
import io.tollgate.model.OutlierSpec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
 *
 * <p>To judge means to look at all peers. When they say no, as they do for as long as all of them fail, it is not judged
 * again for {@value #QUIET_MILLIS} ms, however many requests fail meanwhile; those are counted.
 */
public final class OutlierDetector {
    static final long QUIET_MILLIS = 100;

    private final int consecutive;
    private final long ejectNanos;
    private final long maxEjectNanos;
    private final OutlierSpec spec;

    private volatile FailureRate rate;
    private volatile int row;
    private volatile @Nullable Ejection ejection;
    private volatile @Nullable Refusal refusal;
    private long rowBegan;
    private int timesInARow;
    private long lastEnd;

    private record Ejection(long untilNanos, String trouble) {}

    /** Its peers said no, and are not to be asked again until then. */
    private record Refusal(long untilNanos) {}

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
     * @return whether it is one too many, so that {@link #judge} has to be asked
     */
    public boolean failed(long nowNanos) {
        rate.failed(nowNanos);
        synchronized (this) {
            if (ejection != null && !readmit(nowNanos)) {
                return false;
            }
            if (row == 0) {
                rowBegan = nowNanos;
            }
            row = Math.min(row + 1, Math.max(1, consecutive));
            return !quiet(nowNanos) && (rowFull() || rate.tooMuch(failureShare(nowNanos)));
        }
    }

    /**
     * Counts an answer that is an error, such as 500.
     *
     * @return as of {@link #failed}; as a rule no lock is taken
     */
    public boolean erred(long nowNanos) {
        rate.failed(nowNanos);
        endRow();
        return !quiet(nowNanos) && rate.tooMuch(rate.share(nowNanos));
    }

    /**
     * Whether it is ejected now, for its row of failures or for their rate.
     *
     * @param peers asked when it is to be ejected, under this detector's lock only: a pool whose bound must hold exactly
     *     calls this method under a lock of its own
     * @return whether this very call ejected it: of many at once, one is told so
     */
    public synchronized boolean judge(long nowNanos, Peers peers) {
        if (quiet(nowNanos) || (ejection != null && !readmit(nowNanos))) {
            return false;
        }
        double share = failureShare(nowNanos);
        boolean inARow = rowFull();
        if (!inARow && !rate.tooMuch(share)) {
            return false;
        }
        if (!peers.spare() || (!inARow && !peers.failLess(share))) {
            refusal = new Refusal(nowNanos + TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS));
            return false;
        }
        if (row == 0) {
            rowBegan = nowNanos;
        }
        eject(nowNanos, inARow ? row() : rate(share));
        return true;
    }

    private boolean quiet(long nowNanos) {
        Refusal last = refusal;
        return last != null && nowNanos - last.untilNanos() < 0;
    }

    private boolean rowFull() {
        return consecutive > 0 && row == consecutive;
    }

    private String row() {
        return consecutive == 1 ? "a failure" : consecutive + " failures in a row";
    }

    private String rate(double share) {
        return Math.round(100 * share) + " % of its requests failed in " + Durations.format(spec.window());
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

    /** Whether it is ejected: from {@link #judge} until {@link #readmit}. */
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
        long forgiven = timesInARow == 0 ? 0 : Math.max(0, (rowBegan - lastEnd) / ejectNanos);
        timesInARow = (int) Math.max(0, timesInARow - forgiven) + 1;
        long factor = Math.min(timesInARow, maxEjectNanos / ejectNanos + 1);
        long nanos = Math.min(ejectNanos * factor, maxEjectNanos);
        ejection = new Ejection(nowNanos + nanos, trouble(nanos, cause));
        row = 0;
    }

    private String trouble(long nanos, String cause) {
        return "ejected for " + Durations.format(Duration.ofNanos(nanos)) + " after " + cause
                + (timesInARow == 1 ? "" : ", time " + timesInARow);
    }
}
