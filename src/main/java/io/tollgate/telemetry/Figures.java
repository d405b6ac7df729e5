package io.tollgate.telemetry;

/**
 * Live figures of a pool or backend, over stated windows.
 *
 * @param requestsPerSecond over the last 10 s
 * @param errorShare errors by requests over the last 60 s, 0 to 1
 * @param p50Millis over the last 60 s; 0 without requests, as the other two
 */
public record Figures(
        double requestsPerSecond, double errorShare, double p50Millis, double p95Millis, double p99Millis) {

    /** Nothing has happened. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0);
}
