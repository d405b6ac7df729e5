package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** What concerns the client's connection does not reach the backend. */
final class HopToBackend implements Family {
    private static final String HOP = "RFC 9110, 7.6.1";

    @Override
    public String subject() {
        return "Hop-by-hop fields of requests";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                stays("hop-connection", "Connection stays.", List.of("Connection"), "Connection: keep-alive"),
                stays("hop-close", "Connection: close stays.", List.of("Connection"), "Connection: close"),
                stays(
                        "hop-keep-alive",
                        "Keep-Alive stays, though not named.",
                        List.of("Keep-Alive"),
                        "Keep-Alive: timeout=5"),
                stays(
                        "hop-proxy-connection",
                        "Proxy-Connection stays, though not named.",
                        List.of("Proxy-Connection"),
                        "Proxy-Connection: keep-alive"),
                stays("hop-te", "A coding that TE offers stays.", List.of("TE"), "TE: gzip", "Connection: TE"),
                stays("hop-te-unnamed", "TE stays, though not named.", List.of("TE"), "TE: deflate;q=0.5"),
                stays(
                        "hop-upgrade",
                        "An upgrade to what is not spoken here stays.",
                        List.of("Upgrade"),
                        "Connection: Upgrade",
                        "Upgrade: foo/2"),
                stays("hop-upgrade-unnamed", "Upgrade stays, though not named.", List.of("Upgrade"), "Upgrade: foo/2"),
                stays("hop-named", "What Connection names stays.", List.of("X-Hop"), "Connection: X-Hop", "X-Hop: 1"),
                stays(
                        "hop-named-first",
                        "The same before Connection.",
                        List.of("X-Hop"),
                        "X-Hop: 1",
                        "Connection: X-Hop"),
                stays(
                        "hop-named-case",
                        "The name is known in any case.",
                        List.of("X-Hop"),
                        "Connection: x-hOP",
                        "X-Hop: 1"),
                stays(
                        "hop-named-repeated",
                        "All its lines stay.",
                        List.of("X-Hop"),
                        "X-Hop: 1",
                        "Connection: X-Hop",
                        "X-Hop: 2"),
                stays(
                        "hop-named-list",
                        "A list names several.",
                        List.of("X-Hop", "X-Hip"),
                        "Connection: X-Hop,X-Hip , close",
                        "X-Hop: 1",
                        "X-Hip: 2"),
                stays(
                        "hop-named-lines",
                        "Several Connection fields name several.",
                        List.of("X-Hop", "X-Hip"),
                        "Connection: X-Hop",
                        "X-Hop: 1",
                        "Connection: X-Hip",
                        "X-Hip: 2"),
                stays(
                        "hop-named-empty",
                        "Empty members of the list name nothing.",
                        List.of("X-Hop"),
                        "Connection: ,, X-Hop ,",
                        "X-Hop: 1"),
                stays(
                        "hop-named-tab",
                        "Tabs separate as spaces do.",
                        List.of("X-Hop"),
                        "Connection: a\t,\tX-Hop\t",
                        "X-Hop: 1"),
                stays(
                        "hop-http2-settings",
                        "An offer of HTTP/2 stays.",
                        List.of("HTTP2-Settings", "Upgrade"),
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: foo",
                        "HTTP2-Settings: AAMAAABk"),
                new Case("hop-others", HOP, "What Connection does not name passes.", scene -> {
                    Message seen =
                            scene.forward(request("GET /", "Connection: X-Hop", "X-Hopp: 1", "X-Ho: 2", "X-Hop: 3"));
                    assertEquals(List.of("1"), seen.all("X-Hopp"));
                    assertEquals(List.of("2"), seen.all("X-Ho"));
                    assertEquals(List.of(), seen.all("X-Hop"));
                }),
                new Case("hop-absent", HOP, "Connection may name what is not there.", scene -> {
                    Message seen = scene.forward(request("GET /", "Connection: X-Hop", "X-A: 1"));
                    assertEquals(List.of("1"), seen.all("X-A"));
                }),
                new Case("hop-host", HOP, "Connection cannot take away Host.", scene -> {
                    Message seen = scene.forward(request("GET /", "Connection: Host"));
                    assertEquals(List.of("a.test"), seen.all("Host"));
                }),
                new Case("hop-length", HOP, "Connection cannot take away what frames the body.", scene -> {
                    Message seen = scene.forward(
                            request("POST /", "Connection: Content-Length", "Content-Length: 5") + "hello");
                    assertEquals("hello", seen.body());
                }),
                new Case("hop-chunked", HOP, "Connection cannot take away that a body is chunked.", scene -> {
                    Message seen = scene.forward(
                            request("POST /", "Connection: Transfer-Encoding", "Transfer-Encoding: chunked")
                                    + Scene.chunk("hello") + "0\r\n\r\n");
                    assertEquals("hello", seen.body());
                }),
                keeps("hop-via", "Via"),
                keeps("hop-forwarded", "Forwarded"),
                keeps("hop-forwarded-for", "X-Forwarded-For"),
                keeps("hop-request-id", "X-Request-Id"),
                new Case(
                        "hop-te-trailers",
                        "RFC 9110, 10.1.4",
                        "That the client takes trailers is told to the backend, as a word of Tollgate's own.",
                        scene -> {
                            Message seen = scene.forward(request("GET /", "TE: trailers", "Connection: TE"));
                            assertEquals(List.of("trailers"), seen.all("TE"));
                            assertTrue(seen.head().fields().has("Connection", "TE"));
                        }),
                new Case(
                        "hop-te-trailers-only",
                        "RFC 9110, 10.1.4",
                        "Of several offers the trailers alone are passed on.",
                        scene -> {
                            Message seen =
                                    scene.forward(request("GET /", "TE: gzip;q=0.5, trailers", "Connection: TE"));
                            assertEquals(List.of("trailers"), seen.all("TE"));
                        }),
                new Case(
                        "hop-close-backend",
                        "RFC 9112, 9.6",
                        "A client that closes does not close the backend's connection.",
                        scene -> {
                            assertFalse(scene.forward(request("GET /", "Connection: close"))
                                    .head()
                                    .closes());
                            assertTrue(
                                    scene.reuses(request("GET /", "Connection: close")),
                                    "a connection for each request");
                        }));
    }

    private static Case stays(String id, String sentence, List<String> names, String... lines) {
        return new Case(id, HOP, sentence, scene -> {
            Message seen = scene.forward(request("GET /", lines));
            for (String name : names) {
                assertEquals(List.of(), seen.all(name), name);
            }
        });
    }

    private static Case keeps(String id, String name) {
        return new Case(id, HOP, "Connection cannot take away what Tollgate says in " + name + ".", scene -> {
            Message seen = scene.forward(request("GET /", "Connection: " + name, name + ": x"));
            assertEquals(1, seen.all(name).size());
        });
    }
}
