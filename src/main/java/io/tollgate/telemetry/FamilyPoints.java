package io.tollgate.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The values of one scrape, gathered by family in the exposition library's types. Not thread-safe. */
final class FamilyPoints {
    private final Map<MetricFamily, List<CounterDataPointSnapshot>> counters = new EnumMap<>(MetricFamily.class);
    private final Map<MetricFamily, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(MetricFamily.class);
    private final Map<MetricFamily, List<HistogramDataPointSnapshot>> histograms = new EnumMap<>(MetricFamily.class);

    void add(Labelled metric) {
        if (metric instanceof LabelledCounter counter) {
            counter(metric.name(), counter.getCount());
        } else if (metric instanceof LabelledGauge gauge) {
            if (metric.name().family().kind() == MetricFamily.Kind.COUNTER) {
                // The registry's counters count wholes.
                counter(metric.name(), gauge.getValue());
            } else {
                gauge(metric.name(), gauge.getValue());
            }
        } else if (metric instanceof FixedHistogram histogram) {
            histograms
                    .computeIfAbsent(metric.name().family(), f -> new ArrayList<>())
                    .add(HistogramDataPointSnapshot.builder()
                            .labels(labels(metric.name()))
                            .classicHistogramBuckets(
                                    ClassicHistogramBuckets.of(FixedHistogram.upperBoundsSeconds(), histogram.counts()))
                            .sum(histogram.sumSeconds())
                            .build());
        }
    }

    void counter(MetricName name, long count) {
        counter(name, (double) count);
    }

    private void counter(MetricName name, double count) {
        counters.computeIfAbsent(name.family(), f -> new ArrayList<>())
                .add(CounterDataPointSnapshot.builder()
                        .labels(labels(name))
                        .value(count)
                        .build());
    }

    void gauge(MetricName name, double value) {
        gauges.computeIfAbsent(name.family(), f -> new ArrayList<>())
                .add(GaugeDataPointSnapshot.builder()
                        .labels(labels(name))
                        .value(value)
                        .build());
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> all = new ArrayList<>();
        counters.forEach((family, points) -> all.add(new CounterSnapshot(family.metadata(), points)));
        gauges.forEach((family, points) -> all.add(new GaugeSnapshot(family.metadata(), points)));
        histograms.forEach((family, points) -> all.add(new HistogramSnapshot(family.metadata(), points)));
        return new MetricSnapshots(all);
    }

    private static Labels labels(MetricName name) {
        return Labels.of(name.family().labels(), name.values());
    }
}
