package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.RawSocket;
import java.util.List;

/** The first line of a request, and how a head may come. */
final class RequestLines implements Family {
    @Override
    public String subject() {
        return "Request lines";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                becomes(
                        "line-origin",
                        "RFC 9112, 3.2.1",
                        "The origin form passes.",
                        "GET /a?b HTTP/1.1",
                        "GET /a?b HTTP/1.1"),
                becomes(
                        "line-absolute",
                        "RFC 9112, 3.2.2",
                        "The absolute form becomes the origin form.",
                        "GET http://a.test/a?b HTTP/1.1",
                        "GET /a?b HTTP/1.1"),
                becomes(
                        "line-absolute-root",
                        "RFC 9112, 3.2.1",
                        "An absolute form without a path becomes a slash.",
                        "GET http://a.test HTTP/1.1",
                        "GET / HTTP/1.1"),
                becomes(
                        "line-absolute-query",
                        "RFC 9112, 3.2.1",
                        "An absolute form with a query and no path gets the slash before it.",
                        "GET http://a.test?b HTTP/1.1",
                        "GET /?b HTTP/1.1"),
                becomes(
                        "line-absolute-scheme-case",
                        "RFC 3986, 3.1",
                        "The scheme of an absolute form is known in any case.",
                        "GET HTTP://a.test/a HTTP/1.1",
                        "GET /a HTTP/1.1"),
                becomes(
                        "line-absolute-bytes",
                        "RFC 9110, 7.7",
                        "Path and query of an absolute form pass byte for byte.",
                        "GET http://a.test/a%7Eb;c=d?e=%zz&f HTTP/1.1",
                        "GET /a%7Eb;c=d?e=%zz&f HTTP/1.1"),
                becomes(
                        "line-asterisk",
                        "RFC 9112, 3.2.4",
                        "OPTIONS of the server as a whole passes.",
                        "OPTIONS * HTTP/1.1",
                        "OPTIONS * HTTP/1.1"),
                becomes(
                        "line-absolute-asterisk",
                        "RFC 9112, 3.2.4",
                        "OPTIONS of an absolute form without path and query becomes OPTIONS of the server.",
                        "OPTIONS http://a.test HTTP/1.1",
                        "OPTIONS * HTTP/1.1"),
                becomes(
                        "line-options-path",
                        "RFC 9110, 9.3.7",
                        "OPTIONS of a resource passes.",
                        "OPTIONS /a HTTP/1.1",
                        "OPTIONS /a HTTP/1.1"),
                becomes(
                        "line-long",
                        "RFC 9112, 3",
                        "A request line of 8,000 bytes passes.",
                        "GET /" + "a".repeat(7_985) + " HTTP/1.1",
                        "GET /" + "a".repeat(7_985) + " HTTP/1.1"),
                new Case(
                        "line-absolute-host",
                        "RFC 9112, 3.2.2",
                        "The absolute form names the host, or is refused beside another Host; never the Host alone.",
                        scene -> {
                            Message seen = scene.forwardUnlessRefused(
                                    RawSocket.lines("GET http://b.test/ HTTP/1.1", "Host: a.test"));
                            if (seen != null) {
                                assertEquals(List.of("b.test"), seen.all("Host"));
                            }
                        }),
                new Case(
                        "line-empty-before",
                        "RFC 9112, 2.2",
                        "An empty line before the request line is passed over.",
                        scene -> assertEquals(
                                "GET /a HTTP/1.1",
                                scene.forward("\r\n" + request("GET /a")).start())),
                new Case("line-byte-by-byte", "RFC 9112, 2.2", "A head may come byte by byte.", scene -> {
                    RawSocket client = scene.connect();
                    for (char c : request("GET /a", "X-Field: b").toCharArray()) {
                        client.write(String.valueOf(c));
                    }
                    RawSocket connection = scene.asked(client);
                    Message seen = Message.request(connection);
                    assertEquals("GET /a HTTP/1.1", seen.start());
                    assertEquals(List.of("b"), seen.all("X-Field"));
                    connection.write(Scene.OK);
                    assertEquals("200", client.head().word(1));
                }),
                new Case(
                        "line-crlf",
                        "RFC 9112, 2.1",
                        "What the backend gets has CR LF at the end of each line, and no other CR or LF.",
                        scene -> {
                            RawSocket client = scene.connect();
                            client.write(request("GET /a", "X-Field: b"));
                            RawSocket connection = scene.asked(client);
                            StringBuilder head = new StringBuilder();
                            while (!head.toString().endsWith("\r\n\r\n")) {
                                head.append(connection.read(1));
                            }
                            assertEquals("", head.toString().replace("\r\n", "").replaceAll("[^\r\n]", ""));
                            connection.write(Scene.OK);
                        }),
                new Case(
                        "line-minor-version",
                        "RFC 9110, 2.5",
                        "The backend is told Tollgate's own version, not the client's.",
                        scene -> assertEquals(
                                "GET /a HTTP/1.1",
                                scene.forward(RawSocket.lines("GET /a HTTP/1.0", "Host: a.test"))
                                        .start())),
                refused(
                        "line-version-2",
                        "RFC 9110, 2.5",
                        "Another major version is refused.",
                        "GET / HTTP/2.0",
                        400,
                        505),
                refused(
                        "line-version-9",
                        "RFC 9110, 15.6.6",
                        "A version of the future is refused.",
                        "GET / HTTP/9.9",
                        400,
                        505),
                refused(
                        "line-version-name",
                        "RFC 9112, 2.3",
                        "The name in the version is in capitals.",
                        "GET / http/1.1",
                        400,
                        505),
                refused(
                        "line-version-none",
                        "RFC 9112, 3",
                        "A request line without a version is refused.",
                        "GET /",
                        400,
                        426,
                        505),
                refused(
                        "line-target-none",
                        "RFC 9112, 3",
                        "A request line without a target is refused.",
                        "GET HTTP/1.1",
                        400,
                        505),
                refused(
                        "line-target-space",
                        "RFC 9112, 3.2",
                        "A space within the target is refused.",
                        "GET /a b HTTP/1.1",
                        400,
                        505),
                refused(
                        "line-target-relative",
                        "RFC 9112, 3.2.1",
                        "A path without its first slash is refused.",
                        "GET a/b HTTP/1.1",
                        400),
                refused(
                        "line-target-fragment",
                        "RFC 9112, 3.2",
                        "A fragment in the target is refused.",
                        "GET /a#b HTTP/1.1",
                        400),
                refused(
                        "line-asterisk-get",
                        "RFC 9112, 3.2.4",
                        "The asterisk is for OPTIONS alone.",
                        "GET * HTTP/1.1",
                        400),
                refused(
                        "line-authority-get",
                        "RFC 9112, 3.2.3",
                        "The authority form is for CONNECT alone.",
                        "GET a.test:80 HTTP/1.1",
                        400),
                refused(
                        "line-method-token",
                        "RFC 9112, 3.1",
                        "A method that is no token is refused.",
                        "G@T / HTTP/1.1",
                        400),
                refused(
                        "line-method-none",
                        "RFC 9112, 3.1",
                        "A request line without a method is refused.",
                        " / HTTP/1.1",
                        400),
                new Case(
                        "line-absolute-host-field",
                        "RFC 9112, 3.2.2",
                        "The host of an absolute form and the same in Host make one Host.",
                        scene -> assertEquals(
                                List.of("b.test:81"),
                                scene.forward(RawSocket.lines("GET http://b.test:81/ HTTP/1.1", "Host: b.test:81"))
                                        .all("Host"))),
                new Case(
                        "line-absolute-scheme-foreign",
                        "RFC 9110, 7.4",
                        "A target of another scheme is none of HTTP's servers.",
                        scene -> scene.unforwarded(RawSocket.lines("GET ftp://a.test/ HTTP/1.1", "Host: a.test"))),
                new Case(
                        "line-absolute-scheme-https",
                        "RFC 9110, 7.4",
                        "What a target claims of the connection is not what backends hear of it.",
                        scene -> {
                            Message seen = scene.forwardUnlessRefused(
                                    RawSocket.lines("GET https://a.test/ HTTP/1.1", "Host: a.test"));
                            if (seen != null) {
                                assertEquals(List.of("http"), seen.all("X-Forwarded-Proto"));
                            }
                        }),
                new Case(
                        "line-connection-usable",
                        "RFC 9112, 9.3",
                        "A connection goes on after the absolute form as after any other.",
                        scene -> {
                            RawSocket client = scene.connect();
                            scene.forward(client, RawSocket.lines("GET http://a.test/1 HTTP/1.1", "Host: a.test"));
                            assertEquals(
                                    "GET /2 HTTP/1.1",
                                    scene.forward(client, request("GET /2")).start());
                        }));
    }

    private static Case becomes(String id, String section, String sentence, String sent, String expected) {
        return new Case(
                id,
                section,
                sentence,
                scene -> assertEquals(
                        expected,
                        scene.forward(RawSocket.lines(sent, "Host: a.test")).start()));
    }

    private static Case refused(String id, String section, String sentence, String line, Integer... statuses) {
        return new Case(
                id, section, sentence, scene -> scene.refusedLine(RawSocket.lines(line, "Host: a.test"), statuses));
    }
}
