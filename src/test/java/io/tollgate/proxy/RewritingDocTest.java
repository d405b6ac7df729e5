package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.control.Edit;
import io.tollgate.model.Mode;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/rewriting.md shows is what users get. */
@SuppressWarnings("NullAway.Init")
class RewritingDocTest {
    private static final String BACKEND = "http://10.0.0.5:9001";

    @TempDir
    Path folder;

    private final ScriptedBackend backend = new ScriptedBackend(socket -> {});
    private String doc;
    private DataSide tollgate;

    @BeforeEach
    void start() throws IOException {
        doc = Files.readString(Path.of("docs/rewriting.md")).replace(BACKEND, backend.url());
        Files.createDirectory(folder.resolve("errors"));
        for (String page : List.of("down", "missing", "closed")) {
            Files.writeString(folder.resolve("errors/" + page + ".html"), "<p>" + page + "</p>");
        }
        Matcher yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(doc);
        assertTrue(yaml.find());
        tollgate = DataSide.start(
                folder,
                "listeners: [{id: web, address: \"127.0.0.1:0\"}]\n"
                        + yaml.group(1)
                                .replace(
                                        "  - id: shop\n    backends",
                                        "  - id: shop\n    probe: {type: none}\n    backends"));
    }

    @AfterEach
    void stop() {
        tollgate.close();
        backend.close();
    }

    private List<Matcher> rows(String header) {
        int table = doc.indexOf(header);
        assertTrue(table > 0, header);
        String rows = doc.substring(table, doc.indexOf("\n\n", table)).replace("\\|", "\u0001");
        List<Matcher> found = Pattern.compile("(?m)^\\| `([^`]*)` \\| `([^`]*)` \\|$")
                .matcher(rows)
                .results()
                .map(row -> Pattern.compile("(.*)\n(.*)")
                        .matcher((row.group(1) + "\n" + row.group(2)).replace('\u0001', '|')))
                .toList();
        assertTrue(found.size() >= 6 && found.stream().allMatch(Matcher::matches), header);
        return found;
    }

    private Head ask(String path) throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            Head answer = client.write("GET " + path + " HTTP/1.1\r\nHost: shop.example.com\r\nX-Debug: 1\r\n\r\n")
                    .head();
            client.body(answer, true);
            return answer;
        }
    }

    @Test
    void pathsBecomeWhatItSays() throws IOException {
        backend.play(backend.answering(ScriptedBackend.ok("")));
        int seen = 0;
        for (Matcher row : rows("| the client asks for |")) {
            ask(row.group(1));
            assertEquals(
                    "GET " + row.group(2) + " HTTP/1.1",
                    backend.requests().get(seen++).start());
        }
    }

    @Test
    void fieldsBecomeWhatItSays() throws IOException {
        for (Matcher row : rows("| the backend says |")) {
            backend.play(backend.answering(
                    "HTTP/1.1 200 OK\r\n" + row.group(1) + "\r\nX-Powered-By: x\r\nContent-Length: 0\r\n\r\n"));
            Head answer = ask("/shop/");
            assertTrue(answer.fields().lines().contains(row.group(2)), row.group(2) + " in " + answer);
            assertEquals(List.of("DENY"), answer.fields().all("X-Frame-Options"));
            assertEquals(List.of(), answer.fields().all("X-Powered-By"));
            Head request = backend.requests().get(0);
            assertEquals(List.of("shop.internal"), request.fields().all("Host"));
            assertEquals(List.of("/shop"), request.fields().all("X-Forwarded-Prefix"));
            assertEquals(List.of("shop.example.com"), request.fields().all("X-Forwarded-Host"));
            assertEquals(List.of("prod"), request.fields().all("X-Env"));
            assertEquals(List.of("front"), request.fields().all("X-Tag"));
            assertEquals(List.of(), request.fields().all("X-Debug"));
        }
    }

    @Test
    void errorsHaveThePagesThatItSays() throws IOException {
        backend.play(backend.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx"));
        assertPage("404", "missing");
        backend.play(socket -> backend.request(socket));
        assertPage("502", "down");
    }

    @Test
    void maintenanceIsAsItSays() throws IOException {
        backend.play(backend.answering(ScriptedBackend.ok("<p>open</p>")));
        Matcher call = Pattern.compile("(?m)^curl .*-d '\\{\"mode\": \"(\\w+)\".*/api/v1/routes/(\\w+) +# 200$")
                .matcher(doc);
        List<String> modes = new ArrayList<>();
        while (call.find()) {
            Mode mode = Mode.parse(call.group(1));
            tollgate.apply(new Edit.SetRouteMode(call.group(2), mode));
            Head answer = mode == Mode.MAINTENANCE ? assertPage("503", "closed") : assertPage("200", "open");
            assertEquals(
                    mode == Mode.MAINTENANCE ? List.of("300") : List.of(),
                    answer.fields().all("Retry-After"));
            modes.add(mode.toString());
        }
        assertEquals(List.of("maintenance", "ready"), modes);
    }

    private Head assertPage(String status, String page) throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            Head answer =
                    client.write("GET /shop/x HTTP/1.1\r\nHost: x\r\n\r\n").head();
            assertEquals(status, answer.word(1));
            assertEquals("<p>" + page + "</p>", new String(client.body(answer, true), StandardCharsets.UTF_8));
            return answer;
        }
    }
}
