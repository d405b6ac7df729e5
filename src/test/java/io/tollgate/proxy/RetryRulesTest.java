package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.upstream.Failure;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {
    private static final Set<Failure.Kind> FINAL =
            EnumSet.of(Failure.Kind.CLIENT_GONE, Failure.Kind.REQUEST_BODY, Failure.Kind.TOTAL_TIMEOUT);

    @ParameterizedTest
    @EnumSource
    void whatWasNotSentIsRepeatedWhateverTheMethod(Failure.Kind kind) {
        for (boolean repeatable : new boolean[] {false, true}) {
            assertEquals(!FINAL.contains(kind), RetryRules.allows(new Failure(kind, false, false, null), repeatable));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSentIsRepeatedOnlyIfThatChangesNothing(Failure.Kind kind) {
        assertEquals(!FINAL.contains(kind), RetryRules.allows(new Failure(kind, true, false, null), true));
        assertEquals(false, RetryRules.allows(new Failure(kind, true, false, null), false));
    }

    @Test
    void onlySomeMethodsMayBeProcessedTwice() {
        for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")) {
            assertTrue(RetryRules.idempotent(method), method);
        }
        for (String method : List.of("POST", "PATCH", "CONNECT", "BREW", "get")) {
            assertFalse(RetryRules.idempotent(method), method);
        }
    }

    /** Only these may be over by the time that the same backend is asked again. */
    @ParameterizedTest
    @EnumSource
    void aConnectionThatFailedMayDoBetterNextTime(Failure.Kind kind) {
        assertEquals(
                kind == Failure.Kind.CONNECT || kind == Failure.Kind.RESET,
                RetryRules.passing(new Failure(kind, true, false, null)));
    }
}
