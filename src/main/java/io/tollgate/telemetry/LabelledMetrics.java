package io.tollgate.telemetry;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The series of a registry, at most so many. What is asked for beyond that is counted and answered with the overflow
 * series of its family. Thread-safe; makes keys and takes a lock, so the hot path keeps what it was given.
 */
final class LabelledMetrics {
    private final MetricRegistry registry;
    private final int limit;
    private final LabelledCounter refused;
    private int series;

    /** @param limit how many counters and histograms with labels there may be, overflow series not counted */
    LabelledMetrics(MetricRegistry registry, int limit) {
        this.registry = registry;
        this.limit = limit;
        this.refused = counter(MetricFamily.SERIES_REFUSED);
        gauge(MetricFamily.SERIES, this::series);
    }

    /** The counter of those labels, made when missing. */
    LabelledCounter counter(MetricFamily family, String... values) {
        return find(MetricName.of(family, values), LabelledCounter.class, LabelledCounter::new);
    }

    /** The histogram of those labels, made when missing. */
    FixedHistogram histogram(MetricFamily family, String... values) {
        return find(MetricName.of(family, values), FixedHistogram.class, FixedHistogram::new);
    }

    /** Shows what the source says; a second one of the same name replaces the first. */
    synchronized void gauge(MetricFamily family, DoubleSupplier source, String... values) {
        MetricName name = MetricName.of(family, values);
        registry.remove(name.key());
        registry.register(name.key(), new LabelledGauge(name, source));
    }

    /** Forgets the series that do not pass. */
    synchronized void retain(Predicate<MetricName> wanted) {
        registry.removeMatching((key, metric) -> counted(metric) && !wanted.test(((Labelled) metric).name()));
        series = (int) registry.getMetrics().values().stream()
                .filter(LabelledMetrics::counted)
                .count();
    }

    private synchronized int series() {
        return series;
    }

    private synchronized <M extends Labelled> M find(MetricName name, Class<M> type, Function<MetricName, M> maker) {
        String key = name.key();
        Metric known = registry.getMetrics().get(key);
        if (known != null) {
            return type.cast(known);
        }
        if (series >= limit && counted(name)) {
            refused.inc();
            return find(MetricName.overflow(name.family()), type, maker);
        }
        M made = registry.register(key, maker.apply(name));
        if (counted(made)) {
            series++;
        }
        return made;
    }

    private static boolean counted(Metric metric) {
        return metric instanceof Labelled labelled && !(metric instanceof LabelledGauge) && counted(labelled.name());
    }

    private static boolean counted(MetricName name) {
        return !name.values().isEmpty() && !name.values().stream().allMatch(MetricName.OVERFLOW::equals);
    }
}
