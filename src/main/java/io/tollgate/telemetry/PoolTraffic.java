package io.tollgate.telemetry;

/**
 * The traffic of a pool and of its backends.
 *
 * @param exchanges as clients saw them
 * @param waits of those that waited in the queue
 * @param backends attempts, by backend id
 */
record PoolTraffic(TrafficWindow exchanges, TrafficWindow waits, BoundedTable<String, TrafficWindow> backends) {

    static PoolTraffic empty(int maxBackends) {
        return new PoolTraffic(
                TrafficWindow.withHistory(),
                TrafficWindow.withoutHistory(),
                new BoundedTable<>(maxBackends, id -> TrafficWindow.withoutHistory(), MetricName.OVERFLOW));
    }
}
