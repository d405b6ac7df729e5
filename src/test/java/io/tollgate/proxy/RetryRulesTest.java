package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.upstream.Failure;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryRulesTest {
    private static final Set<Failure.Kind> FINAL =
            EnumSet.of(Failure.Kind.CLIENT_GONE, Failure.Kind.REQUEST_BODY, Failure.Kind.TOTAL_TIMEOUT);

    @ParameterizedTest
    @EnumSource
    void whatWasNotSentIsRepeatedWhateverTheMethod(Failure.Kind kind) {
        for (String method : List.of("GET", "POST", "PATCH", "BREW")) {
            assertEquals(
                    !FINAL.contains(kind), RetryRules.allows(new Failure(kind, false, false, null), method), method);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSentIsRepeatedOnlyIfThatChangesNothing(Failure.Kind kind) {
        for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE")) {
            assertEquals(
                    !FINAL.contains(kind), RetryRules.allows(new Failure(kind, true, false, null), method), method);
        }
        for (String method : List.of("POST", "PATCH", "CONNECT", "BREW", "get")) {
            assertEquals(false, RetryRules.allows(new Failure(kind, true, false, null), method), method);
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
