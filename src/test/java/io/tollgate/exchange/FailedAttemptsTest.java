package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.exchange.Exchange.FailedAttempt;
import io.tollgate.testing.FakeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private final Exchange exchange = FakeRequest.get("/").exchange();

    @Test
    void areKeptInOrder() {
        exchange.failedAttempt("a", "connect_failed");
        exchange.failedAttempt("b", "reset");

        assertEquals(
                List.of(new FailedAttempt("a", "connect_failed"), new FailedAttempt("b", "reset")),
                exchange.failedAttempts());
    }

    @Test
    void areNotKeptWithoutEnd() {
        for (int i = 0; i < 100; i++) {
            exchange.failedAttempt("a" + i, "reset");
        }

        assertEquals(16, exchange.failedAttempts().size());
        assertEquals("a0", exchange.failedAttempts().get(0).backend());
    }

    @Test
    void areOnlyRead() {
        exchange.failedAttempt("a", "reset");

        assertThrows(
                UnsupportedOperationException.class,
                () -> exchange.failedAttempts().clear());
    }
}
