package io.tollgate.telemetry;

import io.tollgate.balance.Outcome;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Exchange.FailedAttempt;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of one pool, made all at once: a counter that is seen at 0 before its first step is one whose first step
 * can be seen. Thread-safe.
 */
final class PoolSeries {
    private final FixedHistogram queueWait;
    private final FixedHistogram connectionWait;
    private final Map<AffinityResult, LabelledCounter> affinity = new EnumMap<>(AffinityResult.class);
    private final Map<String, LabelledCounter> retries = new HashMap<>();

    PoolSeries(LabelledMetrics metrics, String pool) {
        queueWait = metrics.histogram(MetricFamily.QUEUE_WAIT, pool);
        connectionWait = metrics.histogram(MetricFamily.CONNECTION_WAIT, pool);
        for (AffinityResult result : AffinityResult.values()) {
            if (result != AffinityResult.NONE) {
                affinity.put(result, metrics.counter(MetricFamily.AFFINITY, pool, result.label()));
            }
        }
        for (Outcome outcome : Outcome.values()) {
            if (outcome.failure() || outcome == Outcome.UNUSED) {
                retries.put(outcome.label(), metrics.counter(MetricFamily.RETRIES, pool, outcome.label()));
            }
        }
    }

    void ended(Exchange exchange) {
        if (exchange.queueNanos() > 0) {
            queueWait.record(exchange.queueNanos());
        }
        if (exchange.connectNanos() >= 0) {
            connectionWait.record(exchange.connectNanos());
        }
        LabelledCounter result = affinity.get(exchange.affinity());
        if (result != null) {
            result.inc();
        }
        retried(exchange.failedAttempts(), exchange.attempts() - 1);
    }

    private void retried(List<FailedAttempt> failed, int followed) {
        for (int i = 0; i < Math.min(failed.size(), followed); i++) {
            LabelledCounter counter = retries.get(failed.get(i).outcome());
            if (counter != null) {
                counter.inc();
            }
        }
    }
}
