package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.LogLines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log tells each change with the cause of just that change. */
class StateLogTest {
    private final LogLines log = LogLines.of(Pool.class);
    private final TestPool pool = TestPool.of(TestPool.backend("a"), TestPool.backend("b"));

    @AfterEach
    void endLog() {
        log.close();
    }

    @Test
    void whoeverIsDownAndEjectedHasALineForEach() {
        pool.up("a", "b");
        pool.eject("a");
        pool.down("a");
        assertEquals(
                "3 probes in a row failed: 503; ejected for 30s after 5 failures in a row",
                pool.endpoint("a").trouble());
        pool.up("a");
        assertEquals(
                "ejected for 30s after 5 failures in a row", pool.endpoint("a").trouble());
        pool.time.advance(Duration.ofSeconds(30));
        assertEquals(
                List.of(
                        "INFO shop/a is up",
                        "INFO shop/b is up",
                        "WARN shop/a is ejected for 30s after 5 failures in a row",
                        "WARN shop/a is down: 3 probes in a row failed: 503",
                        "INFO shop/a is up",
                        "INFO shop/a is no longer ejected"),
                log.told());
    }
}
