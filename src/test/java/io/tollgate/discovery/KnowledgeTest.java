package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.testing.FakeTime;
import io.tollgate.testing.LogLines;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnowledgeTest {
    @Test
    void theLogTellsWhatIsTroubleAndWhatIsKnownAllTheSame() {
        BackendSpec one = new BackendSpec("h1", new BackendUrl("http", "10.0.0.1", 80), 100, 0, "", 0);
        BackendSpec two = new BackendSpec("h2", new BackendUrl("http", "10.0.0.2", 80), 100, 0, "", 0);
        try (LogLines log = LogLines.of(Knowledge.class)) {
            Knowledge knowledge = new Knowledge("shop", "SRV of x", new FakeTime());
            knowledge.trouble("a answered SERVFAIL");
            knowledge.learn(List.of(one));
            knowledge.trouble("of its host h4.: a answered SERVFAIL");
            knowledge.trouble(null);
            knowledge.learn(List.of(one, two));
            knowledge.learn(List.of());
            knowledge.trouble("there is no name x.");
            assertEquals(
                    List.of(
                            "WARN Pool shop: there is trouble with SRV of x: a answered SERVFAIL; no backend is known yet",
                            "INFO Pool shop: SRV of x tells 1 backend; join: h1; leave: none; changed: 0",
                            "WARN Pool shop: there is trouble with SRV of x: of its host h4.: a answered SERVFAIL; 1 backend known",
                            "INFO Pool shop: all is well again with SRV of x",
                            "INFO Pool shop: SRV of x tells 2 backends; join: h2; leave: none; changed: 0",
                            "INFO Pool shop: SRV of x tells 0 backends; join: none; leave: h1, h2; changed: 0",
                            "WARN Pool shop: there is trouble with SRV of x: there is no name x.; no backend is left"),
                    log.told());
        }
    }

    @Test
    void aLineOfTheLogNamesAFew() {
        assertEquals("none", Knowledge.some(List.of()));
        assertEquals("a, b", Knowledge.some(List.of("a", "b")));
        assertEquals(
                "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 90 more",
                Knowledge.some(IntStream.range(0, 100).mapToObj(String::valueOf).toList()));
    }
}
