package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> CHOICES = List.of("id", "url", "weight", "maxRequests");

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "flaw, lawn, 2", "a, a, 0", "'', abc, 3", "abc, '', 3"})
    void countsTheLettersToChange(String a, String b, int distance) {
        assertEquals(distance, Spelling.distance(a, b));
        assertEquals(distance, Spelling.distance(b, a));
    }

    @ParameterizedTest
    @CsvSource({"ulr, url", "URL, url", "wieght, weight", "max-requests, maxRequests", "maxrequest, maxRequests"})
    void findsWhatWasMeant(String word, String meant) {
        assertEquals(meant, Spelling.nearest(word, CHOICES));
    }

    @Test
    void doesNotGuessWildly() {
        assertNull(Spelling.nearest("timeouts", CHOICES));
        assertNull(Spelling.nearest("xy", CHOICES));
        assertNull(Spelling.nearest("x".repeat(100_000), CHOICES));
    }
}
