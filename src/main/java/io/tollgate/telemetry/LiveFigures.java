package io.tollgate.telemetry;

import java.util.List;

/** What the page and the REST interface show of traffic. Thread-safe; reading costs the hot path nothing. */
public interface LiveFigures {

    /** Of a whole pool: exchanges as clients saw them. */
    Figures pool(String pool);

    /** Of one backend: attempts at it. */
    Figures backend(String pool, String backend);

    /** Of one route: exchanges as clients saw them, those that it answers by itself included. */
    Figures route(String route);

    /** Of all traffic. */
    Figures total();

    /** p95 in milliseconds of the waits in the pool's queue over the last 60 s; 0 when nobody has waited. */
    double queueWaitP95Millis(String pool);

    /**
     * How long an attempt at one of the pool's backends holds a place there on average, in milliseconds, of those that
     * ended in the last 60 s; 0 when none has.
     */
    double serviceMillis(String pool);

    /** Requests a second of the pool over the last 15 minutes, oldest first, one point per 10 s. */
    List<Double> requestHistory(String pool);

    /** p95 of the pool in milliseconds over the last 15 minutes, oldest first, one point per 10 s. */
    List<Double> p95History(String pool);
}
