package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/forwarding.md shows is what backends get. */
@SuppressWarnings("NullAway.Init")
class ForwardingDocTest {
    private static final String TRIED = "/tried";

    @TempDir
    Path folder;

    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});
    private String doc;

    @BeforeEach
    void start() throws IOException {
        doc = Files.readString(Path.of("docs/forwarding.md"));
        backend.play(backend.answering(ScriptedBackend.ok("")));
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void backendsAreToldWhatItSays() throws IOException {
        try (DataSide tollgate = tollgate("trustedProxies: [127.0.0.1]")) {
            for (MatchResult row : rows("| a trusted proxy at 127.0.0.1 sends |", 8)) {
                Head seen = seen(tollgate, row.group(1));
                assertTrue(seen.fields().lines().contains(unquoted(row)), () -> row.group(2) + " in " + seen);
            }
        }
    }

    @Test
    void whatReachesBackendsIsAsItSays() throws IOException {
        try (DataSide tollgate = tollgate("")) {
            for (MatchResult row : rows("| field of the client |", 20)) {
                String line = row.group(1);
                List<String> lines = seen(tollgate, line).fields().all(line.substring(0, line.indexOf(':')));
                boolean passes = lines.contains(line.substring(line.indexOf(' ') + 1));
                switch (row.group(2).split("[ ,;]", 2)[0]) {
                    case "nothing" -> assertEquals(List.of(), lines, line);
                    case "written", "one" -> assertTrue(lines.size() == 1 && !passes, line);
                    case "as", "`1.1" -> assertTrue(passes || line.startsWith("Expect"), line);
                    case "the" -> assertEquals(List.of(), lines, "there is no body");
                    default -> throw new AssertionError("not understood: " + row.group(2));
                }
            }
        }
    }

    private static String unquoted(MatchResult row) {
        return row.group(2).replace("`", "");
    }

    private List<MatchResult> rows(String header, int least) {
        int table = doc.indexOf(header);
        assertTrue(table > 0, header);
        List<MatchResult> rows = Pattern.compile("(?m)^\\| `([^`]*)` \\| (.*) \\|$")
                .matcher(doc.substring(table, doc.indexOf("\n\n", table)))
                .results()
                .toList();
        assertTrue(rows.size() >= least, header);
        return rows;
    }

    private Head seen(DataSide tollgate, String line) throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            String host = line.startsWith("Host:") ? "" : "Host: shop.example.com\r\n";
            client.write("GET " + TRIED + " HTTP/1.1\r\n" + host + line + "\r\n\r\n");
            client.body(client.head(), true);
        }
        // Probes come to it, too.
        List<Head> seen = backend.requests().stream()
                .filter(head -> head.word(1).equals(TRIED))
                .toList();
        return seen.get(seen.size() - 1);
    }

    private DataSide tollgate(String more) throws IOException {
        Pattern yaml = Pattern.compile("(?s)```yaml\n(.*?)```");
        String shown = yaml.matcher(doc).results().findFirst().orElseThrow().group(1);
        assertTrue(shown.contains("trustedProxies: [\"10.0.0.0/24\"]"));
        return DataSide.start(
                folder,
                "listeners: [{id: web, address: \"127.0.0.1:0\"}]\n"
                        + shown.replace("http://127.0.0.1:9001", backend.url())
                                .replace("trustedProxies: [\"10.0.0.0/24\"]", more));
    }
}
