package io.tollgate.telemetry;

import com.codahale.metrics.Counter;

/** A counter with labels. Counting takes no lock. */
final class LabelledCounter extends Counter implements Labelled {
    private final MetricName name;

    LabelledCounter(MetricName name) {
        this.name = name;
    }

    @Override
    public MetricName name() {
        return name;
    }
}
