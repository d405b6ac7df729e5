/**
 * What is seen: registry, histograms, exposition, access log, live figures. It observes leases and
 * exchanges; nobody in the core calls it.
 *
 * <p>Start at {@link io.tollgate.telemetry.Telemetry}, which counts what ends in series of the
 * families that {@link io.tollgate.telemetry.MetricFamily} lists. {@link
 * io.tollgate.telemetry.PrometheusExposition} shows them together with the state of the pools. {@link
 * io.tollgate.telemetry.LiveFigures} is for the page: windows of time, cut into slices by {@link
 * io.tollgate.telemetry.SliceRing}. {@link io.tollgate.telemetry.AccessLog} is the record of every
 * exchange. A new metric is one entry of the families and one place that counts.
 */
@NullMarked
package io.tollgate.telemetry;

import org.jspecify.annotations.NullMarked;
