package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.Flaw;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps docs/strictness.md in step with the code; -Dregenerate=true writes its table of reasons anew. */
class StrictnessPageTest {
    private static final Path PAGE = Path.of("docs/strictness.md");
    private static final Pattern TABLE =
            Pattern.compile("(?s)(<!-- made from the code by StrictnessPageTest -->\n).*?(<!-- end -->)");

    @TempDir
    private Path folder;

    @Test
    void itsTableSaysWhatTheCodeKnows() throws IOException {
        String page = Files.readString(PAGE);
        String fresh = TABLE.matcher(page)
                .replaceFirst(found -> Matcher.quoteReplacement(found.group(1) + table() + found.group(2)));
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, fresh);
        }
        assertEquals(fresh, Files.readString(PAGE), "run the test with -Dregenerate=true");
    }

    @Test
    void itsConfigurationsDoWhatItSays() throws IOException {
        String page = Files.readString(PAGE);
        List<String> configurations = Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        List<MatchResult> examples = Pattern.compile("(?m)^\\| `(/[^`]*)` \\| (\\d+) \\|")
                .matcher(page)
                .results()
                .toList();
        assertEquals(2, configurations.size());
        assertTrue(examples.size() > 5);
        try (ScriptedBackend backend = new ScriptedBackend(socket -> {})) {
            backend.play(backend.answering(ScriptedBackend.ok("")));
            try (DataSide tollgate = DataSide.start(folder, real(configurations.get(0), backend))) {
                assertNull(tollgate.load(real(configurations.get(1), backend)));
                for (MatchResult example : examples) {
                    assertEquals(example.group(2), status(tollgate.port(), example.group(1)), example.group());
                }
            }
        }
    }

    private static String real(String configuration, ScriptedBackend backend) {
        return configuration.replace("http://127.0.0.1:9001", backend.url())
                + "listeners: [{id: web, address: \"127.0.0.1:0\"}]\n";
    }

    private static String status(int port, String path) throws IOException {
        try (RawSocket client = RawSocket.connect(port)) {
            client.write("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return client.head().word(1);
        }
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| reason | class | what is wrong | refused |\n|---|---|---|---|\n");
        for (Flaw flaw : Flaw.values()) {
            table.append("| `").append(flaw.code());
            table.append("` | ").append(flaw.requestClass().label());
            table.append(" | ").append(flaw.meaning());
            table.append(" | ").append(refused(flaw)).append(" |\n");
        }
        return table.toString();
    }

    private static String refused(Flaw flaw) {
        return switch (flaw.treatment()) {
            case PASS -> "strictest";
            case READINGS -> "by its readings";
            case REFUSE -> "unless monitor";
            case ALWAYS -> "always";
        };
    }
}
