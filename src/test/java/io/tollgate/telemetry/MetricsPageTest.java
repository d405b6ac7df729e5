package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keeps docs/metrics.md in step with the code; -Dregenerate=true writes it anew. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("docs/metrics.md");

    @Test
    void thePageSaysWhatTheCodeShows() throws IOException {
        String page = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(PAGE.toAbsolutePath().getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(Files.readString(PAGE), page, "run the test with -Dregenerate=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Metrics

                Shown at `/metrics` under the admin address, in the text format of Prometheus, or as OpenMetrics to a
                client that asks for it. This page is made from the code; do not edit it.

                Counters begin at 0 with each start. Label sets are bounded: beyond MAX_SERIES the figures of further ones
                go to one series per metric whose labels all say `_overflow`. Series of routes, pools and backends
                that were removed go away.

                | metric | type | unit | labels | meaning |
                |---|---|---|---|---|
                """.replace("MAX_SERIES", Integer.toString(Telemetry.MAX_SERIES)));
        for (MetricFamily family : MetricFamily.values()) {
            page.append("| `").append(family.metric());
            page.append("` | ").append(family.kind().name().toLowerCase(Locale.ROOT));
            page.append(" | ").append(family.unit() == null ? "" : family.unit());
            page.append(" | ").append(String.join(", ", family.labels()));
            page.append(" | ").append(family.help()).append(" |\n");
        }
        return page.toString();
    }
}
