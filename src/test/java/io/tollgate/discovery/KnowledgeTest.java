package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnowledgeTest {
    @Test
    void aLineOfTheLogNamesAFew() {
        assertEquals("none", Knowledge.some(List.of()));
        assertEquals("a, b", Knowledge.some(List.of("a", "b")));
        assertEquals(
                "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 90 more",
                Knowledge.some(IntStream.range(0, 100).mapToObj(String::valueOf).toList()));
    }
}
