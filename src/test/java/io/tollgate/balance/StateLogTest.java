package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.LoadReportSpec;
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

    private void says(String line) {
        answers(new ProbeResult(true, 0, 0, line));
    }

    private void answers(ProbeResult result) {
        pool.pool().agentSaid("a", pool.endpoint("a").spec().url(), result);
    }

    @Test
    void tellsEachChangeOfAnAgentsWordButNotEachPercentage() {
        pool.update(LoadSteeringTest.reporting(LoadSteeringTest.BY_AGENT));
        pool.up("a");
        for (String line : List.of(
                "ready up 75%",
                "60%", "0%", "0%", "drain 70%", "down maxconn:2", "up", "ready", "maxconn:3", "maxconn:0 80%")) {
            says(line);
        }
        assertEquals(
                List.of(
                        "INFO shop/a is up",
                        "INFO shop/a: its agent says 0%",
                        "INFO shop/a: its agent says drain",
                        "WARN shop/a is down: its agent says down drain maxconn:2",
                        "INFO shop/a is up",
                        "INFO shop/a: its agent says maxconn:2",
                        "INFO shop/a: its agent says maxconn:3",
                        "INFO shop/a: its agent holds it back no more"),
                log.told());
    }

    @Test
    void tellsOnceThatAnAgentCannotBeUnderstoodAndOnceThatItCan() {
        pool.update(LoadSteeringTest.reporting(LoadSteeringTest.BY_AGENT));
        ProbeResult dead = new ProbeResult(false, 0, 0, "connection refused");
        answers(dead);
        answers(dead);
        assertEquals(
                "its agent does not answer: connection refused",
                pool.endpoint("a").trouble());
        says("drain");
        assertEquals("its agent says drain", pool.endpoint("a").trouble());
        answers(dead);
        says("banana\u001b" + "x".repeat(400));
        assertEquals(
                "its agent said drain, and now says no word: \"banana?" + "x".repeat(33) + "...\"",
                pool.endpoint("a").trouble());
        says("ready");
        assertNull(pool.endpoint("a").trouble());
        assertEquals(
                List.of(
                        "WARN shop/a: its agent does not answer: connection refused",
                        "INFO shop/a: its agent is understood again",
                        "INFO shop/a: its agent says drain",
                        "WARN shop/a: its agent said drain, and now does not answer: connection refused",
                        "INFO shop/a: its agent is understood again",
                        "INFO shop/a: its agent holds it back no more"),
                log.told());
        answers(dead);
        pool.update(LoadSteeringTest.reporting(LoadReportSpec.NONE));
        assertNull(pool.endpoint("a").trouble(), "nobody asks it any more");
    }
}
