package io.tollgate.telemetry;

/**
 * The traffic of a pool and of its backends.
 *
 * @param exchanges as clients saw them
 * @param backends attempts, by backend id
 */
record PoolTraffic(TrafficWindow exchanges, BoundedTable<String, TrafficWindow> backends) {

    static PoolTraffic empty(int maxBackends) {
        return new PoolTraffic(
                TrafficWindow.withHistory(),
                new BoundedTable<>(maxBackends, id -> TrafficWindow.withoutHistory(), MetricName.OVERFLOW));
    }
}
