package io.tollgate.telemetry;

import com.codahale.metrics.Gauge;
import java.util.function.DoubleSupplier;

/**
 * A gauge with labels.
 *
 * @param source read at every scrape, by any thread
 */
record LabelledGauge(MetricName name, DoubleSupplier source) implements Gauge<Double>, Labelled {

    @Override
    public Double getValue() {
        return source.getAsDouble();
    }
}
