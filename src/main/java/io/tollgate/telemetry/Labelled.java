package io.tollgate.telemetry;

import com.codahale.metrics.Metric;

/** A metric of the registry that knows which series it is, so that nobody must take keys apart. */
interface Labelled extends Metric {

    MetricName name();
}
