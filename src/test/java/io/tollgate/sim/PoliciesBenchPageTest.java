package io.tollgate.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps the tables of etc/bench/policies.md in step with the code; -Dregenerate=true writes them anew. */
class PoliciesBenchPageTest {
    private static final Path PAGE = Path.of("etc/bench/policies.md");
    private static final Pattern TABLES =
            Pattern.compile("(?s)(<!-- made by PoliciesBenchPageTest -->\n).*?(<!-- end -->)");

    @Test
    void thePageShowsWhatTheSimulationGives() throws IOException {
        String page = Files.readString(PAGE);
        String fresh = TABLES.matcher(page)
                .replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + tables() + found.group(2)));
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, fresh);
        }
        assertEquals(fresh, Files.readString(PAGE), "run the test with -Dregenerate=true");
    }

    private static String tables() {
        StringBuilder tables = new StringBuilder();
        for (Scenario scenario : Scenario.values()) {
            tables.append("\n## ").append(scenario.title()).append('\n');
            tables.append(scenario.story()).append(scenario.story().isEmpty() ? "" : "\n");
            tables.append("\n| backends | | policy | p50 | p99 | p99.9 | max/mean |");
            tables.append(scenario.watched().isEmpty() ? "" : " " + scenario.watched() + " gets |")
                    .append('\n');
            tables.append("|---|---|---|---|---|---|---|")
                    .append(scenario.watched().isEmpty() ? "" : "---|")
                    .append('\n');
            Bench.of(scenario).forEach(figures -> tables.append(row(figures)));
        }
        tables.append("\n## Keys moved\nThe part of all keys that has another backend after one has left.\n\n");
        tables.append("| backends | `ring-hash` | hash modulo the number of backends |\n|---|---|---|\n");
        for (int backends : Bench.BACKENDS) {
            KeysMoved moved = KeysMoved.of(backends);
            tables.append(say("| %d | %.2f %% | %.2f %% |\n", backends, 100 * moved.ringHash(), 100 * moved.modulo()));
        }
        return tables.append('\n').toString();
    }

    private static String row(Figures figures) {
        Bench.Row row = figures.row();
        String cells = say(
                "| %d | %s | %s | %s | %s | %s | %.2f |",
                row.backends(),
                row.load().label(),
                row.contender().label(),
                time(figures.percentile(50)),
                time(figures.percentile(99)),
                time(figures.percentile(99.9)),
                figures.greatest());
        int watched = row.scenario().watched(row.backends());
        if (watched < 0) {
            return cells + "\n";
        }
        double percent = 100.0 * figures.served(watched) / figures.total();
        return cells + say(" %.2f %% (×%.2f) |\n", percent, figures.relative(watched));
    }

    private static String time(double millis) {
        return millis < 10_000 ? say("%.0f ms", millis) : say("%.0f s", millis / 1_000);
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
