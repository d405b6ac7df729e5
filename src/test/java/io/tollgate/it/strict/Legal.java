package io.tollgate.it.strict;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests that are odd and that every server must take, in families. */
final class Legal {
    static final String METHODS = "methods";

    /** What stands in requests that Jetty's parser refuses, before Tollgate could take them. */
    static final List<String> NOT_IN_JETTY = List.of("Host: a:\r\n");

    /** The same of Tomcat's. */
    static final List<String> NOT_IN_TOMCAT = List.of("Host: a_b.test", "5;a=\"b;c\\\"\"");

    private static final String MARKS = "-._~!$&'()*+,=:@";
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final int SPLITS = 40;

    private final List<Case> cases = new ArrayList<>();

    /**
     * @param parts what is sent, one after the other, one byte a character
     * @param requests what the backend is to see, each on a connection of its own
     */
    record Case(String family, List<String> parts, List<Seen> requests) {
        boolean holdsAny(List<String> texts) {
            return parts.stream().anyMatch(part -> texts.stream().anyMatch(part::contains));
        }
    }

    /** A request as the backend is to see it. */
    record Seen(String method, String target, String body) {}

    private Legal() {}

    /** All, always in the same order for the same seed. */
    static List<Case> all(long seed) {
        Legal all = new Legal();
        all.targets();
        all.fields();
        all.hosts();
        all.methods();
        all.bodies(new Random(seed));
        all.requestLines();
        all.pipelined();
        return List.copyOf(all.cases);
    }

    private void targets() {
        for (String mark : Sent.letters(MARKS)) {
            get("targets", "/a" + mark + "b");
            get("targets", "/?a" + mark + "b");
        }
        for (String target : List.of(
                "/",
                "/a/",
                "/a/b/c/d/e/f/g",
                "/?",
                "/a?",
                "/??",
                "/?/",
                "/?a=b&c=d&&=",
                "/?a;b",
                "/?http://b/c?d",
                "/?%00%0d%0a%2f",
                "/a%20b",
                "/%41%5a%61",
                "/%7Euser",
                "/caf%C3%A9",
                "/caf%c3%a9",
                "/%E2%82%AC/%F0%9F%98%80",
                "/100%25",
                "/a%23b%3Fc",
                "/.well-known/acme",
                "/..a",
                "/a..",
                "/...",
                "/a.b.c",
                "/-",
                "/_",
                "/0",
                "/a:80/b",
                "/@a",
                "/a=b,c=d",
                "/$metadata(1)",
                // Signs that another server may read otherwise, where it makes no difference.
                "/a%2Fb",
                "/a%2fb",
                "/a//b",
                "/a///b//",
                "/a;v=1/b",
                "/a;jsessionid=1",
                "/a/./b",
                "/a/b/../c",
                "/a%3Bb",
                "/" + "x".repeat(4_000),
                "/?" + "x".repeat(6_000),
                "/" + "a/".repeat(500),
                "/?" + "%20".repeat(1_000))) {
            get("targets", target);
        }
    }

    private void fields() {
        for (String mark : Sent.letters(TOKEN_MARKS)) {
            field("field names", "X" + mark + "Y: z");
        }
        for (String line : List.of(
                "x: y",
                "X0: y",
                "0: y",
                "a".repeat(200) + ": y",
                "HOST-NAME: y",
                "Content-Languages: y",
                "Transfer: chunked",
                "Encoding: chunked",
                "X-Transfer-Encoding: chunked",
                "X-Content-Length: 5",
                "Content: Length")) {
            field("field names", line);
        }
        for (String line : List.of(
                "X:",
                "X:y",
                "X: y ",
                "X:  \t y \t ",
                "X: a\tb",
                "X: \"q\\\"\"",
                "X: a, b, , c",
                "X: (comment)",
                "X: ;=,:",
                "X: 'a'",
                "X: caf\u00e9",
                "X: \u0080\u00ff",
                "X: {\"a\": [1]}",
                "X: " + "x".repeat(8_000),
                "X: a\r\nX: b\r\nx: c",
                "Accept: text/html;q=0.9,  */*;q=0.1",
                "Accept-Encoding: gzip, identity;q=0",
                "Range: bytes=0-0,-1",
                "If-Match: *",
                "If-None-Match: W/\"a\", \"b\"",
                "If-Modified-Since: nonsense",
                "Date: now",
                "From: a@b",
                "Max-Forwards: 0",
                "Authorization: Basic eDp5",
                "Cookie: a=1; b=\"2\"; c",
                "Cookie: a=1\r\nCookie: b=2",
                "Cookie: \u00e9=\u00e9",
                "Referer: http://x/?a|b",
                "Origin: null",
                "Via: 1.0 a, 1.1 b",
                "Content-Type: text/plain",
                "Content-Encoding: gzip",
                "Transfer-Encodings: chunked",
                "Pragma: no-cache",
                "Connection: keep-alive",
                "Connection: X-Hop, keep-alive\r\nX-Hop: 1",
                "Connection: ,",
                "Connection: a, b, c",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "TE: gzip, trailers;q=0.5\r\nConnection: TE",
                "Trailer: X",
                "Upgrade: nonsense/1\r\nConnection: Upgrade",
                "Forwarded: for=x;proto=https",
                "X-Forwarded-For: 1.2.3.4, unknown",
                "X-Forwarded-Host: b",
                "X-Request-Id: \"",
                "Content-Length: 0",
                "content-length: 0",
                "Content-Length: 000")) {
            field("field values", line);
        }
        StringBuilder many = new StringBuilder("X: 0");
        for (int i = 1; i < 90; i++) {
            many.append("\r\nX-").append(i).append(": ").append(i);
        }
        field("field values", many.toString());
    }

    private void hosts() {
        for (String host : List.of(
                "a",
                "A.Test",
                "a.test.",
                "a:80",
                "a:8080",
                "a:",
                "127.0.0.1",
                "127.0.0.1:65535",
                "[::1]",
                "[::1]:80",
                "[2001:DB8::1.2.3.4]",
                "xn--caf-dma.test",
                "a-b.test",
                "a_b.test",
                "0",
                "a.b.c.d.e.f.g")) {
            add("hosts", "GET / HTTP/1.1\r\nHost: " + host + "\r\n{case}\r\n", seen("GET", "/", ""));
        }
        add("hosts", "GET / HTTP/1.1\r\n{case}X: y\r\nhOST: a\r\n\r\n", seen("GET", "/", ""));
        add("hosts", "GET / HTTP/1.1\r\nHost:a\r\n{case}\r\n", seen("GET", "/", ""));
        add("hosts", "GET / HTTP/1.1\r\nHost:\t a \t\r\n{case}\r\n", seen("GET", "/", ""));
    }

    private void methods() {
        for (String method : List.of(
                "DELETE",
                "OPTIONS",
                "PATCH",
                "PURGE",
                "PROPFIND",
                "PROPPATCH",
                "MKCOL",
                "COPY",
                "MOVE",
                "LOCK",
                "UNLOCK",
                "SEARCH",
                "REPORT",
                "MKCALENDAR",
                "M-SEARCH",
                "LINK",
                "UNLINK",
                "SUBSCRIBE",
                "GETS",
                "X",
                "get",
                "A!#$%&'*+-.^_`|~9")) {
            add(METHODS, method + " / HTTP/1.1\r\nHost: a\r\n{case}\r\n", seen(method, "/", ""));
        }
    }

    private void bodies(Random random) {
        for (String body : List.of(
                "",
                "a",
                "hello",
                "\0\r\n\u00ff",
                "0\r\n\r\n",
                "\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n",
                bytes(),
                "x".repeat(60_000))) {
            for (String method : List.of("POST", "PUT", "DELETE", "GET")) {
                boolean none = body.isEmpty() && (method.equals("DELETE") || method.equals("GET"));
                if (!none) {
                    body(method, "Content-Length: " + body.length(), List.of(body), body);
                }
            }
            body("POST", "Transfer-Encoding: chunked", List.of(chunk(body) + "0\r\n\r\n"), body);
        }
        for (String chunks : List.of(
                "5;a\r\nhello\r\n0\r\n\r\n",
                "5;a=b\r\nhello\r\n0\r\n\r\n",
                "5;a=\"b;c\\\"\"\r\nhello\r\n0\r\n\r\n",
                "5;a;b=c\r\nhello\r\n0;d\r\n\r\n",
                "05\r\nhello\r\n0\r\n\r\n",
                "0000005\r\nhello\r\n000\r\n\r\n",
                "1\r\nh\r\n1\r\ne\r\n3\r\nllo\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: y\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: y\r\nZ: \"a\"\r\n\r\n")) {
            body("POST", "Transfer-Encoding: chunked", List.of(chunks), "hello");
        }
        body(
                "POST",
                "Transfer-Encoding: chunked",
                List.of("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
                "01234567890123456789");
        for (String coding :
                List.of("transfer-encoding: CHUNKED", "Transfer-Encoding:chunked", "Transfer-Encoding: \tchunked \t")) {
            body("POST", coding, List.of("5\r\nhello\r\n0\r\n\r\n"), "hello");
        }
        body("POST", "Content-Length: 005", List.of("hello"), "hello");
        body("POST", "CONTENT-LENGTH:5", List.of("hello"), "hello");
        body("POST", "Expect: 100-continue\r\nContent-Length: 5", List.of("hello"), "hello");
        for (int i = 0; i < SPLITS; i++) {
            String body = text(random, random.nextInt(3_000));
            boolean chunked = random.nextBoolean();
            String sent = chunked ? chunks(random, body) : body;
            body(
                    "POST",
                    chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length(),
                    split(random, sent),
                    body);
        }
    }

    private void requestLines() {
        add("request lines", "\r\nGET / HTTP/1.1\r\nHost: a\r\n{case}\r\n", seen("GET", "/", ""));
        add("request lines", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n{case}\r\n", seen("GET", "/", ""));
        add("request lines", "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n{case}\r\n", seen("GET", "/b?c", ""));
        add("request lines", "GET http://a:80/b HTTP/1.1\r\nHost: a:80\r\n{case}\r\n", seen("GET", "/b", ""));
        add("request lines", "GET http://a:81/ HTTP/1.1\r\nHost: a:81\r\n{case}\r\n", seen("GET", "/", ""));
        add(
                "request lines",
                "POST http://a/ HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 1\r\n\r\nx",
                seen("POST", "/", "x"));
        add("request lines", "GET / HTTP/1.0\r\n{case}\r\n", seen("GET", "/", ""));
        add("request lines", "GET / HTTP/1.0\r\nHost: a\r\n{case}\r\n", seen("GET", "/", ""));
        add("request lines", "GET / HTTP/1.0\r\nHost: a\r\n{case}Connection: keep-alive\r\n\r\n", seen("GET", "/", ""));
        add("request lines", "POST / HTTP/1.0\r\n{case}Content-Length: 5\r\n\r\nhello", seen("POST", "/", "hello"));
    }

    private void pipelined() {
        for (int n : List.of(2, 3, 10, 30)) {
            List<Seen> seen = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < n; i++) {
                text.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n{case}\r\n");
                seen.add(seen("GET", "/" + i, ""));
            }
            add("pipelining", text.toString(), seen.toArray(Seen[]::new));
        }
        String get = "GET /next HTTP/1.1\r\nHost: a\r\n{case}\r\n";
        Seen next = seen("GET", "/next", "");
        add(
                "pipelining",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\nhello" + get,
                seen("POST", "/", "hello"),
                next);
        add(
                "pipelining",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + get,
                seen("POST", "/", "hello"),
                next);
        add(
                "pipelining",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 0\r\n\r\n" + get,
                seen("POST", "/", ""),
                next);
        add("pipelining", "GET / HTTP/1.1\r\nHost: a\r\n{case}\r\n\r\n" + get, seen("GET", "/", ""), next);
        String inside = "GET /in HTTP/1.1\r\nHost: a\r\nContent-Length\r\n";
        add(
                "pipelining",
                "PUT / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: " + inside.length() + "\r\n\r\n" + inside + get,
                seen("PUT", "/", inside),
                next);
    }

    private static String bytes() {
        StringBuilder all = new StringBuilder();
        for (char b = 0; b < 256; b++) {
            all.append(b);
        }
        return all.toString();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static String chunk(String bytes) {
        return bytes.isEmpty() ? "" : Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
    }

    private static String chunks(Random random, String body) {
        StringBuilder chunks = new StringBuilder();
        split(random, body).forEach(part -> chunks.append(chunk(part)));
        return chunks.append("0\r\n\r\n").toString();
    }

    private static List<String> split(Random random, String text) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(400));
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private static Seen seen(String method, String target, String body) {
        return new Seen(method, target, body);
    }

    private void get(String family, String target) {
        add(family, "GET " + target + " HTTP/1.1\r\nHost: a\r\n{case}\r\n", seen("GET", target, ""));
    }

    private void field(String family, String lines) {
        add(family, "GET / HTTP/1.1\r\nHost: a\r\n{case}" + lines + "\r\n\r\n", seen("GET", "/", ""));
    }

    private void body(String method, String framing, List<String> parts, String body) {
        List<String> all = new ArrayList<>();
        all.add(method + " / HTTP/1.1\r\nHost: a\r\n{case}" + framing + "\r\n\r\n");
        all.addAll(parts);
        add("bodies", all, seen(method, "/", body));
    }

    private void add(String family, String text, Seen... requests) {
        add(family, List.of(text), requests);
    }

    private void add(String family, List<String> parts, Seen... requests) {
        String line = Sent.CASE + ": " + cases.size() + "\r\n";
        cases.add(new Case(
                family, parts.stream().map(part -> part.replace("{case}", line)).toList(), List.of(requests)));
    }
}
