package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.tollgate.testing.FakeTime;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasswordGateTest {
    private final FakeTime time = new FakeTime();
    private final Accounts accounts = mock(Accounts.class);
    private final PasswordGate gate = new PasswordGate(accounts, time, new Secrets(new SecureRandom()));

    @BeforeEach
    void knowAdmin() {
        when(accounts.verify("admin", "right")).thenReturn("admin");
    }

    @Test
    void hashesOnceForManyRequestsOfARightPassword() {
        for (int i = 0; i < 50; i++) {
            assertEquals("admin", gate.check("peer", "admin", "right").account());
        }
        verify(accounts, times(1)).verify("admin", "right");
    }

    @Test
    void hashesAgainAfterFiveMinutes() {
        gate.check("peer", "admin", "right");
        time.advance(PasswordGate.REMEMBERED.plusSeconds(1));
        gate.check("peer", "admin", "right");
        verify(accounts, times(2)).verify("admin", "right");
    }

    @Test
    void remembersNoWrongPasswordAndTakesNoneForAnother() {
        gate.check("peer", "admin", "right");
        assertNull(gate.check("peer", "admin", "wrong").account());
        assertNull(gate.check("peer", "admin", "wrong").account());
        assertNull(gate.check("peer", "adminr", "ight").account());
        verify(accounts, times(2)).verify("admin", "wrong");
    }

    @Test
    void letsAPeerFailFiveTimesAMinute() {
        for (int i = 0; i < 5; i++) {
            assertEquals(0, gate.check("peer", "user" + i, "wrong").waitSeconds());
        }
        assertEquals(60, gate.check("peer", "admin", "right").waitSeconds());
        verify(accounts, times(5)).verify(any(), any());

        time.advance(Duration.ofMinutes(1));
        assertEquals("admin", gate.check("peer", "admin", "right").account());
    }

    @Test
    void letsAThrottledPeerNotEvenGuessWhatIsRemembered() {
        gate.check("owner", "admin", "right");
        for (int i = 0; i < 5; i++) {
            gate.check("peer", "admin", "wrong");
        }
        assertNull(gate.check("peer", "admin", "right").account());
    }

    @Test
    void throttlesAnAccountOverManyPeersButNotWhoWasRightLately() {
        gate.check("owner", "admin", "right");
        for (int i = 0; i < PasswordGate.FAILURES_PER_ACCOUNT; i++) {
            assertEquals(0, gate.check("peer" + i, "admin", "wrong").waitSeconds());
        }
        assertTrue(gate.check("another", "admin", "wrong").waitSeconds() > 0);
        assertEquals("admin", gate.check("owner", "admin", "right").account());
    }
}
