package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

/** The field lines that a client gets are those that the backend sent. */
final class AnswerFields implements Family {
    private static final String VALUE = "RFC 9110, 5.5";
    private static final String FORWARD = "RFC 9110, 7.6";
    private static final String ORDER = "RFC 9110, 5.3";

    @Override
    public String subject() {
        return "Answer fields";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                pass("reply-unknown", FORWARD, "A field that nobody knows passes.", "X-Nobody: knows"),
                pass("reply-case", "RFC 9110, 5.1", "Names pass in their letters.", "x-LOWER-upper: 1", "X-UPPER: 2"),
                pass(
                        "reply-known-case",
                        "RFC 9110, 5.1",
                        "So do names that everybody knows.",
                        "etag: \"a\"",
                        "CACHE-CONTROL: no-store",
                        "location: /x",
                        "set-cookie: b=1"),
                pass(
                        "reply-name-token",
                        "RFC 9110, 5.6.2",
                        "A name may hold every character of a token.",
                        "!#$%&'*+-.^_`|~09aZ: 1"),
                pass("reply-repeated", "RFC 9110, 5.2", "Repeated lines are not joined.", "X-A: 1", "X-A: 2", "X-A: 1"),
                pass("reply-list", "RFC 9110, 5.6.1", "A list is not split.", "X-A: 1, 2,3 ,4", "X-A: 5"),
                pass("reply-order-same", ORDER, "The order of lines of one name stays.", "X-A: 3", "X-A: 1", "X-A: 2"),
                pass(
                        "reply-order",
                        ORDER,
                        "The order of lines of several names stays.",
                        "X-B: 1",
                        "ETag: \"2\"",
                        "X-A: 3",
                        "Vary: d"),
                pass(
                        "reply-order-mixed",
                        ORDER,
                        "The order stays also where one name comes again after another.",
                        "X-A: 1",
                        "X-B: 2",
                        "X-A: 3"),
                pass(
                        "reply-quoted",
                        "RFC 9110, 5.6.4",
                        "Quoted strings pass.",
                        "X-A: \"a, b\"; c=\"d\\\"e\"",
                        "X-B: \"\""),
                pass(
                        "reply-disposition",
                        "RFC 9110, 5.6.4",
                        "A quoted file name with a comma passes.",
                        "Content-Disposition: attachment; filename=\"a, b.txt\""),
                pass("reply-inner-space", VALUE, "White space within a value passes.", "X-A: a  b   c"),
                pass("reply-inner-tab", VALUE, "A tab within a value passes.", "X-A: a\tb"),
                pass("reply-latin", VALUE, "Bytes above 127 pass.", "X-A: caf\u00e9"),
                pass("reply-utf8", VALUE, "UTF-8 passes byte for byte.", "X-A: \u00e2\u0082\u00ac"),
                pass("reply-long", "RFC 9110, 5.4", "A value of 16,000 bytes passes.", "X-A: " + "a".repeat(16_000)),
                new Case("reply-empty", VALUE, "An empty value passes.", scene -> {
                    Message answer = answered(scene, "X-A:", "X-B: 1", "X-A: 2");
                    assertEquals(List.of("", "2"), answer.all("X-A"));
                }),
                new Case("reply-no-space", "RFC 9112, 5.1", "No space is needed after the colon.", scene -> {
                    Message answer = answered(scene, "X-A:1", "X-B:\"2\"");
                    assertEquals(List.of("1"), answer.all("X-A"));
                    assertEquals(List.of("\"2\""), answer.all("X-B"));
                }),
                new Case(
                        "reply-outer-space", "RFC 9112, 5.1", "White space around a value is no part of it.", scene -> {
                            Message answer = answered(scene, "X-A: \t 1 2 \t ");
                            assertTrue(answer.head().fields().lines().contains("X-A: 1 2"), answer::toString);
                        }),
                new Case("reply-many", "RFC 9110, 5.4", "90 fields pass.", scene -> {
                    List<String> lines = IntStream.range(0, 90)
                            .mapToObj(i -> "X-F" + i + ": " + i)
                            .toList();
                    assertEquals(
                            lines, answered(scene, lines.toArray(String[]::new)).only(lines));
                }),
                new Case("reply-none-added", "RFC 9110, 7.7", "Nothing is added but a missing date.", scene -> {
                    Message answer = scene.answer(
                            "HTTP/1.1 200 OK\r\nX-A: 1\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n" + sized("a"));
                    assertEquals(
                            List.of("Content-Length", "Date", "X-A"),
                            answer.head().fields().lines().stream()
                                    .map(line -> line.substring(0, line.indexOf(':')))
                                    .sorted()
                                    .toList());
                }),
                new Case(
                        "reply-space-before-colon",
                        "RFC 9112, 5.1",
                        "White space before a colon is taken away or the answer refused, and never passed on.",
                        scene -> {
                            Message answer = answered(scene, "X-A : 1");
                            assertTrue(
                                    answer.head().fields().lines().contains("X-A: 1")
                                            || answer.status().equals("502"),
                                    answer::toString);
                        }),
                new Case(
                        "reply-folded",
                        "RFC 9112, 5.2",
                        "A folded line is made one or the answer refused, and never passed on.",
                        scene -> {
                            Message answer = answered(scene, "X-A: 1", " 2");
                            assertTrue(
                                    answer.all("X-A").stream().anyMatch(value -> value.matches("1 +2"))
                                            || answer.status().equals("502"),
                                    answer::toString);
                        }),
                new Case(
                        "reply-nul",
                        VALUE,
                        "A NUL is made a space or the answer refused, and never passed on.",
                        scene -> {
                            Message answer = answered(scene, "X-A: 1\0002");
                            assertFalse(answer.toString().contains("\000"), answer::toString);
                            assertTrue(
                                    answer.all("X-A").equals(List.of("1 2"))
                                            || answer.status().equals("502"),
                                    answer::toString);
                        }),
                new Case(
                        "reply-bare-cr",
                        VALUE,
                        "A CR alone is made a space or the answer refused, and never passed on.",
                        scene -> {
                            Message answer = answered(scene, "X-A: 1\r2");
                            assertFalse(answer.toString().contains("\r"), answer::toString);
                            assertTrue(
                                    answer.all("X-A").equals(List.of("1 2"))
                                            || answer.status().equals("502"),
                                    answer::toString);
                        }),
                pass("reply-etag", "RFC 9110, 8.8.3", "ETag passes.", "ETag: W/\"a, b\""),
                pass(
                        "reply-last-modified",
                        "RFC 9110, 8.8.2",
                        "Last-Modified passes.",
                        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"),
                pass(
                        "reply-location",
                        "RFC 9110, 10.2.2",
                        "Location passes byte for byte.",
                        "Location: ../a|b?c={d}#e"),
                pass(
                        "reply-location-absolute",
                        "RFC 9110, 10.2.2",
                        "So does one with a host.",
                        "Location: http://other.test:81/a"),
                pass("reply-allow", "RFC 9110, 10.2.1", "Allow passes.", "Allow: GET, HEAD,PUT"),
                pass("reply-retry-after", "RFC 9110, 10.2.3", "Retry-After passes.", "Retry-After: 120"),
                pass("reply-vary", "RFC 9110, 12.5.5", "Vary passes.", "Vary: Accept-Encoding, *"),
                pass(
                        "reply-authenticate",
                        "RFC 9110, 11.6.1",
                        "Challenges pass, each in its line.",
                        "WWW-Authenticate: Basic realm=\"a, b\"",
                        "WWW-Authenticate: Digest realm=\"c\", nonce=\"d=\""),
                pass(
                        "reply-authentication-info",
                        "RFC 9110, 11.6.3",
                        "Authentication-Info passes.",
                        "Authentication-Info: nextnonce=\"a\""),
                pass(
                        "reply-cache",
                        "RFC 9111, 5.2",
                        "Cache-Control passes.",
                        "Cache-Control: no-store, private=\"a, b\"",
                        "Cache-Control: max-age=0"),
                pass("reply-age", "RFC 9111, 5.1", "Age passes.", "Age: 42"),
                pass("reply-expires", "RFC 9111, 5.3", "Expires passes, a bad one too.", "Expires: 0"),
                pass("reply-pragma", "RFC 9111, 5.4", "Pragma passes.", "Pragma: no-cache"),
                pass(
                        "reply-warning",
                        FORWARD,
                        "Fields that are history pass.",
                        "Warning: 110 - \"stale\"",
                        "P3P: CP=\"a\""),
                pass("reply-link", FORWARD, "Link passes.", "Link: </a>; rel=\"next prev\", </b>; rel=c"),
                pass(
                        "reply-security",
                        FORWARD,
                        "Fields for browsers pass.",
                        "Strict-Transport-Security: max-age=1",
                        "Content-Security-Policy: default-src 'self'; img-src *"),
                pass(
                        "reply-server-timing",
                        FORWARD,
                        "Server-Timing passes.",
                        "Server-Timing: a;dur=1.5, b;desc=\"c, d\""));
    }

    private static Message answered(Scene scene, String... lines) throws Exception {
        return scene.answer("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\n" + sized("a"));
    }

    private static Case pass(String id, String section, String sentence, String... lines) {
        return new Case(
                id,
                section,
                sentence,
                scene -> assertEquals(List.of(lines), answered(scene, lines).only(List.of(lines))));
    }
}
