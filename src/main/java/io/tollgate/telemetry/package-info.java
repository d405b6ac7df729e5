/**
 * What is seen: registry, histograms, exposition, access log, live figures. It observes leases and
 * exchanges; nobody in the core calls it.
 */
@NullMarked
package io.tollgate.telemetry;

import org.jspecify.annotations.NullMarked;
