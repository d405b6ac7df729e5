package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class DemoSessionsTest {
    private final DemoSessions sessions = new DemoSessions();

    @Test
    void visitsOfASessionAreCounted() {
        DemoSessions.Visit first = sessions.visit(null);
        assertEquals(1, first.number());
        assertEquals(new DemoSessions.Visit(first.id(), 2), sessions.visit(first.id()));
        assertEquals(1, sessions.visit(null).number());
    }

    @Test
    void aStrangersIdIsNotTakenOver() {
        DemoSessions.Visit visit = sessions.visit("from-another-backend");
        assertEquals(1, visit.number());
        assertNotEquals("from-another-backend", visit.id());
    }

    @Test
    void theLongestUnseenIsForgottenBeyondTheBound() {
        String unseen = sessions.visit(null).id();
        String seen = sessions.visit(null).id();
        for (int i = 0; i < 9_999; i++) {
            sessions.visit(seen);
            sessions.visit(null);
        }
        assertEquals(1, sessions.visit(unseen).number());
        assertEquals(10_001, sessions.visit(seen).number());
    }
}
