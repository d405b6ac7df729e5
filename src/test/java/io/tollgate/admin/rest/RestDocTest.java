package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.AdminServer;
import io.tollgate.admin.auth.Accounts;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/rest.md in their order, so that they can be trusted. */
class RestDocTest {
    private static final Path DOC = Path.of("docs", "rest.md");
    private static final Pattern EXAMPLE = Pattern.compile("^(curl .*?)\\s+# (\\d{3})$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path state;

    @Test
    void everyExampleAnswersAsItSays() throws Exception {
        AdminServer server = AdminServer.start(state);
        try {
            Accounts.NewToken token = server.accounts.createToken("admin", "example");
            String doc = Files.readString(DOC)
                    .replace("$PASSWORD", AdminServer.PASSWORD)
                    .replace("$TOKEN_ID", token.id())
                    .replace("$TOKEN", token.token());
            int examples = 0;
            for (Matcher m = EXAMPLE.matcher(doc); m.find(); examples++) {
                HttpResponse<InputStream> answer =
                        server.client.send(request(server, m.group(1)), HttpResponse.BodyHandlers.ofInputStream());
                answer.body().close();
                assertEquals(Integer.parseInt(m.group(2)), answer.statusCode(), m.group(1));
            }
            assertEquals(doc.lines().filter(l -> l.startsWith("curl")).count(), examples);
            assertTrue(examples >= 20, examples + " examples");
        } finally {
            server.stop();
        }
    }

    /** Understands as much of curl as the examples use. */
    private static HttpRequest request(AdminServer server, String command) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "GET";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        List<String> words = words(command);
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-N" -> {}
                case "-X" -> method = words.get(++i);
                case "-u" -> {
                    String[] pair = words.get(++i).split(":", 2);
                    request.header("Authorization", AdminServer.basic(pair[0], pair[1]));
                }
                case "-H" -> {
                    String[] header = words.get(++i).split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "-d" -> {
                    body = HttpRequest.BodyPublishers.ofString(words.get(++i));
                    method = method.equals("GET") ? "POST" : method;
                }
                default -> {
                    assertTrue(words.get(i).startsWith("http://127.0.0.1:9090/"), command);
                    request.uri(server.uri(words.get(i).substring("http://127.0.0.1:9090".length())));
                }
            }
        }
        return request.method(method, body).build();
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (Matcher m = WORD.matcher(command); m.find(); ) {
            String single = m.group(1);
            String quoted = m.group(2);
            words.add(single != null ? single : quoted != null ? quoted : m.group(3));
        }
        return words;
    }
}
