package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.RawSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The field lines that a backend gets are those that the client sent. */
final class RequestFields implements Family {
    private static final String FORWARD = "RFC 9110, 7.6";
    private static final String VALUE = "RFC 9110, 5.5";
    private static final String ORDER = "RFC 9110, 5.3";

    @Override
    public String subject() {
        return "Request fields";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                pass("field-unknown", FORWARD, "A field that nobody knows passes.", "X-Nobody: knows"),
                letters("field-case", "Names pass in their letters.", "x-LOWER-upper: 1", "X-UPPER: 2"),
                letters(
                        "field-case-known",
                        "So do names that everybody knows.",
                        "ACCEPT: a",
                        "cookie: b=1",
                        "user-AGENT: c"),
                pass(
                        "field-name-token",
                        "RFC 9110, 5.6.2",
                        "A name may hold every character of a token.",
                        "!#$%&'*+-.^_`|~09aZ: 1"),
                pass("field-underscore", "RFC 9110, 5.1", "A name with an underscore passes.", "X_Under: 1"),
                pass("field-digits", "RFC 9110, 5.1", "A name of digits passes.", "123: 1"),
                pass("field-short", "RFC 9110, 5.1", "A name of one letter passes.", "Q: 1"),
                pass("field-repeated", "RFC 9110, 5.2", "Repeated lines are not joined.", "X-A: 1", "X-A: 2", "X-A: 1"),
                pass("field-list", "RFC 9110, 5.6.1", "A list is not split.", "X-A: 1, 2,3 ,4", "X-A: 5"),
                pass("field-list-empty", "RFC 9110, 5.6.1", "Empty members of a list stay.", "X-A: , 1,, 2,"),
                letters(
                        "field-repeated-case",
                        "Repeated lines keep the letters of each.",
                        "X-a: 1",
                        "x-A: 2",
                        "X-A: 3"),
                pass("field-order-same", ORDER, "The order of lines of one name stays.", "X-A: 3", "X-A: 1", "X-A: 2"),
                pass(
                        "field-order",
                        ORDER,
                        "The order of lines of several names stays.",
                        "X-B: 1",
                        "X-A: 2",
                        "X-C: 3",
                        "Accept: d"),
                pass(
                        "field-order-mixed",
                        ORDER,
                        "The order stays also where one name comes again after another.",
                        "X-A: 1",
                        "X-B: 2",
                        "X-A: 3"),
                pass(
                        "field-quoted",
                        "RFC 9110, 5.6.4",
                        "Quoted strings pass.",
                        "X-A: \"a, b\"; c=\"d\\\"e\"",
                        "X-B: \"\""),
                pass("field-comment", "RFC 9110, 5.6.5", "Comments pass.", "User-Agent: a/1 (b; (c) \"d\")"),
                pass("field-inner-space", VALUE, "White space within a value passes.", "X-A: a  b   c"),
                pass("field-inner-tab", VALUE, "A tab within a value passes.", "X-A: a\tb"),
                pass("field-visible", VALUE, "All visible characters pass.", "X-A: " + visible()),
                pass("field-latin", VALUE, "Bytes above 127 pass.", "X-A: caf\u00e9"),
                pass("field-utf8", VALUE, "UTF-8 passes byte for byte.", "X-A: \u00e2\u0082\u00ac"),
                pass("field-high", VALUE, "Every byte from 128 on passes.", "X-A: " + high()),
                pass("field-long", "RFC 9110, 5.4", "A value of 8,000 bytes passes.", "X-A: " + "a".repeat(8_000)),
                pass("field-long-name", "RFC 9110, 5.4", "A name of 200 bytes passes.", "X-" + "a".repeat(198) + ": 1"),
                new Case("field-empty", VALUE, "An empty value passes.", scene -> {
                    Message seen = scene.forward(request("GET /", "X-A:", "X-B: 1", "X-A: 2"));
                    assertEquals(List.of("", "2"), seen.all("X-A"));
                }),
                new Case("field-no-space", "RFC 9112, 5.1", "No space is needed after the colon.", scene -> {
                    Message seen = scene.forward(request("GET /", "X-A:1", "X-B:\"2\""));
                    assertEquals(List.of("1"), seen.all("X-A"));
                    assertEquals(List.of("\"2\""), seen.all("X-B"));
                }),
                new Case(
                        "field-outer-space", "RFC 9112, 5.1", "White space around a value is no part of it.", scene -> {
                            Message seen = scene.forward(request("GET /", "X-A: \t 1 2 \t "));
                            assertEquals(List.of("x-a: 1 2"), seen.named(List.of("X-A:")));
                        }),
                new Case("field-many", "RFC 9110, 5.4", "90 fields pass.", scene -> {
                    List<String> lines = IntStream.range(0, 90)
                            .mapToObj(i -> "X-F" + i + ": " + i)
                            .toList();
                    Message seen = scene.forward(request("GET /", lines.toArray(String[]::new)));
                    assertEquals(lines.stream().map(Message::lower).toList(), seen.named(lines));
                }),
                pass("field-accept", "RFC 9110, 12.5.1", "Accept passes.", "Accept: text/html;q=0.9,  */*;q=0.1"),
                pass("field-accept-charset", "RFC 9110, 12.5.2", "Accept-Charset passes.", "Accept-Charset: utf-8;q=1"),
                pass(
                        "field-accept-encoding",
                        "RFC 9110, 12.5.3",
                        "Accept-Encoding passes.",
                        "Accept-Encoding: br;q=1.0, gzip;q=0.5, *;q=0"),
                pass(
                        "field-accept-language",
                        "RFC 9110, 12.5.4",
                        "Accept-Language passes.",
                        "Accept-Language: da, ko;q=0.7"),
                pass("field-authorization", "RFC 9110, 11.6.2", "Authorization passes.", "Authorization: Basic dTpw"),
                pass(
                        "field-authorization-digest",
                        "RFC 9110, 11.6.2",
                        "Parameters of Authorization pass.",
                        "Authorization: Digest username=\"a, b\", realm=\"c=d\", uri=\"/e\""),
                pass("field-user-agent", "RFC 9110, 10.1.5", "User-Agent passes.", "User-Agent: a/1.0 b"),
                pass("field-referer", "RFC 9110, 10.1.3", "Referer passes.", "Referer: http://a.test/?a|b"),
                pass("field-from", "RFC 9110, 10.1.2", "From passes.", "From: a@b.test"),
                pass("field-cache", "RFC 9111, 5.2", "Cache-Control passes.", "Cache-Control: no-cache, max-age=\"0\""),
                pass("field-pragma", "RFC 9111, 5.4", "Pragma passes.", "Pragma: no-cache"),
                pass("field-date", "RFC 9110, 6.6.1", "Date passes.", "Date: Sun, 06 Nov 1994 08:49:37 GMT"),
                pass("field-origin", FORWARD, "Origin passes.", "Origin: null"),
                pass(
                        "field-trace",
                        FORWARD,
                        "The trace context passes.",
                        "traceparent: 00-0af7-b7ad-01",
                        "tracestate: a=b"),
                pass("field-priority", FORWARD, "Priority passes.", "Priority: u=1, i"),
                pass("field-dnt", FORWARD, "Fields of browsers pass.", "Sec-Fetch-Mode: cors", "DNT: 1"),
                pass("field-real-ip", FORWARD, "Fields of other proxies pass.", "X-Real-IP: 192.0.2.1"),
                new Case("field-none-added", "RFC 9110, 7.7", "Nothing is added but who asked.", scene -> {
                    Message seen = scene.forward(request("GET /"));
                    Set<String> added = Set.of(
                            "Host",
                            "Via",
                            "Forwarded",
                            "X-Forwarded-For",
                            "X-Forwarded-Proto",
                            "X-Forwarded-Host",
                            "X-Forwarded-Port",
                            "X-Request-Id");
                    assertEquals(
                            List.of(),
                            seen.head().fields().lines().stream()
                                    .map(line -> line.substring(0, line.indexOf(':')))
                                    .filter(name -> !added.contains(name))
                                    .toList());
                }),
                new Case("field-old-client", "RFC 9110, 2.5", "Fields of HTTP/1.0 pass, too.", scene -> {
                    List<String> lines = List.of("X-A: \"1, 2\"", "X-B:  3", "X-A: 4");
                    List<String> all = new ArrayList<>(List.of("GET / HTTP/1.0"));
                    all.addAll(lines);
                    Message seen = scene.forward(RawSocket.lines(all.toArray(String[]::new)));
                    assertEquals(List.of("\"1, 2\"", "4"), seen.all("X-A"));
                    assertEquals(List.of("3"), seen.all("X-B"));
                }));
    }

    /** To the letter but for names, whose letters mean nothing. */
    private static Case pass(String id, String section, String sentence, String... lines) {
        return new Case(id, section, sentence, scene -> {
            Message seen = scene.forward(request("GET /", lines));
            assertEquals(Arrays.stream(lines).map(Message::lower).toList(), seen.named(List.of(lines)));
        });
    }

    private static Case letters(String id, String sentence, String... lines) {
        return new Case(id, "RFC 9110, 5.1", sentence, scene -> {
            Message seen = scene.forward(request("GET /", lines));
            assertEquals(List.of(lines), seen.only(List.of(lines)));
        });
    }

    private static String visible() {
        return IntStream.rangeClosed('!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String high() {
        return IntStream.rangeClosed(0x80, 0xff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
