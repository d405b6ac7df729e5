package io.tollgate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeSpecTest {
    @Test
    void saysWhereAProbesHostIsWritten() {
        InvalidSettingException refused = assertThrows(
                InvalidSettingException.class,
                () -> new ProbeSpec(
                        ProbeSpec.Type.HTTP,
                        "/",
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        2,
                        3,
                        new StatusRange(200, 399),
                        "",
                        0,
                        Map.of("Host", "shop"),
                        "",
                        ""));
        assertEquals(
                List.of("write host beside headers"),
                refused.problems().stream().map(Problem::fix).toList());
    }
}
