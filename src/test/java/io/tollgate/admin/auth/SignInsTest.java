package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.testing.FakeTime;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInsTest {
    private final FakeTime time = new FakeTime();
    private final SignIns signIns = new SignIns(time, new Secrets(new SecureRandom()));

    @Test
    void knowsWhoBeganAndGivesEachItsOwnFormToken() {
        Operator first = find(signIns.begin("admin"));
        Operator second = find(signIns.begin("admin"));

        assertEquals("admin", first.name());
        assertEquals(43, first.csrf().length());
        assertNotEquals(first.csrf(), second.csrf());
        assertNull(signIns.find("other"));
    }

    @Test
    void endsWhenToldTo() {
        String token = signIns.begin("admin");
        signIns.end(token);
        assertNull(signIns.find(token));
    }

    @Test
    void endsAfterEightIdleHours() {
        String token = signIns.begin("admin");
        time.advance(SignIns.IDLE.minusSeconds(1));
        assertNotNull(signIns.find(token));
        time.advance(SignIns.IDLE.minusSeconds(1));
        assertNotNull(signIns.find(token));
        time.advance(SignIns.IDLE.plusSeconds(1));
        assertNull(signIns.find(token));
    }

    @Test
    void endsAfterADayInAnyCase() {
        String token = signIns.begin("admin");
        for (int hour = 0; hour < 23; hour++) {
            time.advance(Duration.ofHours(1));
            assertNotNull(signIns.find(token));
        }
        time.advance(Duration.ofHours(1));
        assertNull(signIns.find(token));
    }

    private Operator find(String token) {
        Operator operator = signIns.find(token);
        if (operator == null) {
            throw new AssertionError("not signed in");
        }
        return operator;
    }
}
