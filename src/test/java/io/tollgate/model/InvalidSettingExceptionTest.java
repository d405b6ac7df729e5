package io.tollgate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidSettingExceptionTest {

    @Test
    void tellsWhatHoldsOfOneSettingFromWhatHoldsOfSeveralTogether() {
        InvalidSettingException refusal = assertThrows(
                InvalidSettingException.class,
                () -> new OutlierSpec(-1, Duration.ofSeconds(60), Duration.ofSeconds(30)));
        assertEquals(List.of("consecutive", "maxEject"), paths(refusal.problems()));
        assertEquals(List.of("consecutive"), paths(refusal.independent()));
    }

    @Test
    void aPolicyMustBeOneOfThisVersion() {
        InvalidSettingException refusal =
                assertThrows(InvalidSettingException.class, () -> new PolicySpec("ring-hash"));
        assertEquals(List.of("type"), paths(refusal.problems()));
        PolicySpec.TYPES.forEach(type -> assertEquals(type, new PolicySpec(type).type()));
    }

    private static List<String> paths(List<Problem> problems) {
        return problems.stream().map(Problem::path).toList();
    }
}
