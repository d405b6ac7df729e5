/**
 * Who can serve. A {@link io.tollgate.health.HealthTracker} turns probe results into up and down, an
 * {@link io.tollgate.health.OutlierDetector} ejects on live traffic; both are pure state machines
 * over a clock. {@link io.tollgate.health.HealthMonitor} runs the probes.
 */
@NullMarked
package io.tollgate.health;

import org.jspecify.annotations.NullMarked;
