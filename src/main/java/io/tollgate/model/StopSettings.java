package io.tollgate.model;

import java.time.Duration;

/** How Tollgate stops. */
public record StopSettings(
        @Setting(
                value =
                        "How long it goes on as before while /health/ready answers 503 already, so that a balancer in front sees it and sends nobody any more. In a servlet container it plays no part.",
                defaultsTo = "0s",
                range = "0s to 10m")
        Duration delay,

        @Setting(
                value =
                        "How long after that what is in flight has to end; what has not is cut off. Whoever stops Tollgate must wait a little longer than both together before using force.",
                defaultsTo = "30s",
                range = "0s to 1d")
        Duration limit) {

    public StopSettings {
        new Checks()
                .range(delay, Duration.ZERO, Duration.ofMinutes(10), "delay")
                .range(limit, Duration.ZERO, Duration.ofDays(1), "limit")
                .done();
    }
}
