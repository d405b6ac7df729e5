package io.tollgate.telemetry;

import io.tollgate.time.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;

/** The figures of the process, under the names that dashboards for the JVM expect. */
final class ProcessGauges {
    private ProcessGauges() {}

    static void register(LabelledMetrics metrics, Clock clock) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = clock.nanos();
        metrics.gauge(
                MetricFamily.MEMORY_USED, () -> memory.getHeapMemoryUsage().getUsed(), "heap");
        metrics.gauge(MetricFamily.MEMORY_MAX, () -> memory.getHeapMemoryUsage().getMax(), "heap");
        metrics.gauge(
                MetricFamily.MEMORY_USED, () -> memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
        metrics.gauge(
                MetricFamily.MEMORY_MAX, () -> memory.getNonHeapMemoryUsage().getMax(), "nonheap");
        metrics.gauge(MetricFamily.THREADS, threads::getThreadCount);
        metrics.gauge(MetricFamily.UPTIME, () -> (clock.nanos() - start) / 1e9);
    }
}
