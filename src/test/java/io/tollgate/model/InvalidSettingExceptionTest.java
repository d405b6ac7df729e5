package io.tollgate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
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
        InvalidSettingException refusal = assertThrows(InvalidSettingException.class, () -> new PolicySpec("best"));
        assertEquals(List.of("type"), paths(refusal.problems()));
        PolicySpec.TYPES.forEach(type -> assertEquals(type, new PolicySpec(type).type()));
    }

    @Test
    void whatOnlyAHashHasIsRefusedElsewhere() {
        HashKey key = new HashKey.Cookie("sid");
        assertEquals(key, new PolicySpec("ring-hash", key, 2).hashed());
        assertEquals(new HashKey.Client(), new PolicySpec("ring-hash").hashed());
        assertNull(new PolicySpec("least-request").hashed());
        InvalidSettingException refusal =
                assertThrows(InvalidSettingException.class, () -> new PolicySpec("random", key, 2));
        assertEquals(List.of("key", "subset"), paths(refusal.problems()));
        assertThrows(InvalidSettingException.class, () -> new PolicySpec("ring-hash", key, 17));
        assertThrows(InvalidSettingException.class, () -> new HashKey.Cookie("a b"));
        assertThrows(InvalidSettingException.class, () -> new HashKey.Header("X:"));
        assertThrows(InvalidSettingException.class, () -> new HashKey.Query("a=b"));
    }

    private static List<String> paths(List<Problem> problems) {
        return problems.stream().map(Problem::path).toList();
    }
}
