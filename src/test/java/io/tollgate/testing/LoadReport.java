package io.tollgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of a load. Thread-safe while it is gathered. */
public final class LoadReport {
    private static final int KEPT_REASONS = 20;

    private final Map<String, Long> answeredBy = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();
    private long total;
    private long failures;

    synchronized void well(String backend) {
        total++;
        answeredBy.merge(backend, 1L, Long::sum);
    }

    synchronized void failed(String reason) {
        total++;
        failures++;
        if (reasons.size() < KEPT_REASONS) {
            reasons.add(reason);
        }
    }

    /** Requests made. */
    public synchronized long total() {
        return total;
    }

    /** Requests that did not end as they should. */
    public synchronized long failures() {
        return failures;
    }

    /** Good answers of that backend. */
    public synchronized long answeredBy(String backend) {
        return answeredBy.getOrDefault(backend, 0L);
    }

    /** Part of the good answers that came from that backend, 0 to 1. */
    public synchronized double share(String backend) {
        return (double) answeredBy(backend) / (total - failures);
    }

    @Override
    public synchronized String toString() {
        return total + " requests, " + answeredBy + ", " + failures + " failed " + reasons;
    }
}
