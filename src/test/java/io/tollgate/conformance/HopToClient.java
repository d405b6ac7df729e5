package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.testing.RawSocket;
import java.util.List;

/** What concerns the backend's connection does not reach the client. */
final class HopToClient implements Family {
    private static final String HOP = "RFC 9110, 7.6.1";

    @Override
    public String subject() {
        return "Hop-by-hop fields of answers";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                stays("back-connection", "Connection stays.", List.of("Connection"), "Connection: keep-alive"),
                stays(
                        "back-keep-alive",
                        "Keep-Alive stays, named or not.",
                        List.of("Keep-Alive"),
                        "Keep-Alive: timeout=5, max=100"),
                stays(
                        "back-keep-alive-named",
                        "Keep-Alive stays where it is named.",
                        List.of("Keep-Alive", "Connection"),
                        "Connection: keep-alive",
                        "Keep-Alive: timeout=5"),
                stays(
                        "back-proxy-connection",
                        "Proxy-Connection stays, though not named.",
                        List.of("Proxy-Connection"),
                        "Proxy-Connection: keep-alive"),
                stays(
                        "back-upgrade",
                        "An offer of another protocol stays.",
                        List.of("Upgrade", "Connection"),
                        "Connection: Upgrade",
                        "Upgrade: h2c"),
                stays(
                        "back-upgrade-unnamed",
                        "The same where Connection does not name it.",
                        List.of("Upgrade"),
                        "Upgrade: h2c"),
                stays("back-te", "TE stays.", List.of("TE"), "TE: trailers"),
                stays("back-named", "What Connection names stays.", List.of("X-Hop"), "Connection: X-Hop", "X-Hop: 1"),
                stays(
                        "back-named-first",
                        "The same before Connection.",
                        List.of("X-Hop"),
                        "X-Hop: 1",
                        "Connection: X-Hop"),
                stays(
                        "back-named-case",
                        "The name is known in any case.",
                        List.of("X-Hop"),
                        "Connection: x-hOP",
                        "X-Hop: 1"),
                stays(
                        "back-named-repeated",
                        "All its lines stay.",
                        List.of("X-Hop"),
                        "X-Hop: 1",
                        "Connection: X-Hop",
                        "X-Hop: 2"),
                stays(
                        "back-named-list",
                        "A list names several.",
                        List.of("X-Hop", "X-Hip"),
                        "Connection: X-Hop ,X-Hip,",
                        "X-Hop: 1",
                        "X-Hip: 2"),
                stays(
                        "back-named-lines",
                        "Several Connection fields name several.",
                        List.of("X-Hop", "X-Hip"),
                        "Connection: X-Hop",
                        "X-Hop: 1",
                        "Connection: X-Hip",
                        "X-Hip: 2"),
                stays(
                        "back-named-with-close",
                        "A name beside close stays.",
                        List.of("X-Hop"),
                        "Connection: close, X-Hop",
                        "X-Hop: 1"),
                new Case("back-others", HOP, "What Connection does not name passes.", scene -> {
                    Message answer = scene.answer(
                            "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hopp: 1\r\nX-Hop: 2\r\n" + sized(""));
                    assertEquals(List.of("1"), answer.all("X-Hopp"));
                }),
                new Case("back-length", HOP, "Connection cannot take away what frames the body.", scene -> {
                    Message answer = scene.answer("HTTP/1.1 200 OK\r\nConnection: Content-Length\r\n" + sized("hello"));
                    assertEquals("hello", answer.body());
                }),
                new Case(
                        "back-close",
                        "RFC 9112, 9.6",
                        "A backend that closes does not close the client's connection.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n" + sized("a"));
                            connection.endOutput();
                            Message answer = Message.answer(client, "GET");
                            assertEquals("a", answer.body());
                            assertFalse(answer.head().closes());
                            scene.forward(client, request("GET /next"));
                        }),
                new Case(
                        "back-until-close",
                        "RFC 9112, 9.6",
                        "Nor does an answer that lasts until its connection ends.",
                        scene -> {
                            RawSocket client = scene.connect();
                            RawSocket connection = scene.open(client, "GET");
                            connection.write("HTTP/1.1 200 OK\r\n\r\na");
                            connection.endOutput();
                            assertEquals("a", Message.answer(client, "GET").body());
                            scene.forward(client, request("GET /next"));
                        }));
    }

    private static Case stays(String id, String sentence, List<String> names, String... lines) {
        return new Case(id, HOP, sentence, scene -> {
            Message answer = scene.answer("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n" + sized("a"));
            assertEquals("200", answer.status());
            for (String name : names) {
                assertEquals(List.of(), answer.all(name), name);
            }
        });
    }
}
