package io.tollgate.health;

import io.tollgate.model.Durations;
import io.tollgate.model.OutlierSpec;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ejects a backend on live traffic alone: after {@code consecutive} failures in a row, for {@code eject} times n, up to
 * {@code maxEject}, where n counts its ejections in a row.
 *
 * <p>n falls again by one for every whole {@code eject} of good service: the time from the end of the last ejection to
 * the first failure of the row that led to the next. So one that fails as soon as it is let in stays out longer each
 * time, and one that had an hour's peace begins anew. (Envoy's outlier detection lowers its multiplier alike, by its
 * own interval.)
 *
 * <p>Pure: time comes in as nanoseconds of one monotonic clock. Thread-safe. While there is no row of failures an
 * answer costs one volatile read; a lock is taken only by failures and by the answer that ends a row of them.
 */
public final class OutlierDetector {
    private final int consecutive;
    private final long ejectNanos;
    private final long maxEjectNanos;

    private volatile int row;
    private volatile @Nullable Ejection ejection;
    private long rowBegan;
    private int inARow;
    private long lastEnd;

    private record Ejection(long untilNanos, String trouble) {}

    /** A detector by those limits; it never ejects when {@code consecutive} is 0. */
    public OutlierDetector(OutlierSpec spec) {
        this.consecutive = spec.consecutive();
        this.ejectNanos = spec.eject().toNanos();
        this.maxEjectNanos = spec.maxEject().toNanos();
    }

    /**
     * Counts a failure. While ejected, failures of requests that began before are not counted.
     *
     * @param mayEject asked when the row is long enough: whether the pool can spare this backend. When it says no, the
     *     next failure asks again. It is asked under this detector's lock only, so a pool whose bound must hold exactly
     *     calls this method under a lock of its own.
     * @return whether this very failure ejected it: of many at once, one is told so
     */
    public boolean failed(long nowNanos, BooleanSupplier mayEject) {
        if (consecutive == 0) {
            return false;
        }
        synchronized (this) {
            if (ejection != null && !readmit(nowNanos)) {
                return false;
            }
            int before = row;
            if (before == 0) {
                rowBegan = nowNanos;
            }
            int failures = Math.min(before + 1, consecutive);
            row = failures;
            if (failures < consecutive || !mayEject.getAsBoolean()) {
                return false;
            }
            eject(nowNanos);
            return true;
        }
    }

    /** Notes that the backend answered: a row of failures ends. An ejection goes on. */
    public void answered() {
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

    private void eject(long nowNanos) {
        long forgiven = inARow == 0 ? 0 : Math.max(0, (rowBegan - lastEnd) / ejectNanos);
        inARow = (int) Math.max(0, inARow - forgiven) + 1;
        long factor = Math.min(inARow, maxEjectNanos / ejectNanos + 1);
        long nanos = Math.min(ejectNanos * factor, maxEjectNanos);
        ejection = new Ejection(nowNanos + nanos, trouble(nanos));
        row = 0;
    }

    private String trouble(long nanos) {
        String time = Durations.format(Duration.ofNanos(nanos));
        String row = consecutive == 1 ? "a failure" : consecutive + " failures in a row";
        return "ejected for " + time + " after " + row + (inARow == 1 ? "" : ", time " + inARow);
    }
}
