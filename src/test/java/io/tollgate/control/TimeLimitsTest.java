package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.model.Configuration;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.Configurations;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLimitsTest {
    private static final Configuration CONFIGURATION = Configurations.read("""
            pools:
              - {id: fast, timeouts: {connect: 1s, firstByte: 2s, idle: 3s, total: 4s}}
              - {id: slow, timeouts: {connect: 5s, firstByte: 6s, idle: 7s, total: 8s}}
            routes:
              - id: report
                action: {forward: [fast, slow]}
                timeouts: {firstByte: 10m, total: 0s}
              - {id: own, action: {local: {}}, timeouts: {idle: 1s}}
              - {id: main, action: {forward: [fast]}}
            """);

    private final TimeLimits limits = new TimeLimits(CONFIGURATION);

    @ParameterizedTest
    @CsvSource({
        "report, fast, 1, 600, 3, 0",
        "report, slow, 5, 600, 7, 0",
        "main, fast, 1, 2, 3, 4",
        "main, slow, 5, 6, 7, 8",
        "own, fast, 1, 2, 3, 4"
    })
    void theRoutesCountAndThePoolsWhereItHasNone(
            String route, String pool, int connect, int firstByte, int idle, int total) {
        assertEquals(
                new TimeoutSpec(
                        seconds(connect), seconds(firstByte), seconds(idle), seconds(total), Duration.ofHours(1)),
                limits.of(
                        Objects.requireNonNull(CONFIGURATION.route(route)),
                        Objects.requireNonNull(CONFIGURATION.pool(pool))));
    }

    @Test
    void withoutARouteThePoolsCount() {
        assertEquals(
                seconds(2),
                limits.of(null, Objects.requireNonNull(CONFIGURATION.pool("fast")))
                        .firstByte());
    }

    private static Duration seconds(int n) {
        return Duration.ofSeconds(n);
    }
}
