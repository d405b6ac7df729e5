package io.tollgate.it.strict;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests that are wrong, or that one server may read in another way than the next, in families. Some may reach the
 * backend, for whoever reads what Tollgate then writes has no choice left:
 *
 * <ul>
 *   <li>what a parser mends (a coding in capitals, a folded line or a bare line feed in Tomcat, a return before a request
 *       line) is written anew, without what was mended;
 *   <li>an absolute target without a host, or of another scheme, is sent as its path, with the Host field as it came;
 *   <li>fields behind a body that belong before it are dropped;
 *   <li>a path such as {@code /admin%20} or {@code /x/.../admin} takes the same route in all readings;
 *   <li>the head goes ahead of a body, so that a bad chunk is found when the backend has begun to read: its connection is
 *       broken off, and what it got is no whole request;
 *   <li>what follows a whole request is the next, judged by itself and sent on a connection of its own.
 * </ul>
 */
final class Malformed {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int RANDOM = 150;

    private final List<Case> cases = new ArrayList<>();

    /** @param text what is sent, one byte a character */
    record Case(String family, String text) {}

    private Malformed() {}

    /** All, always in the same order for the same seed. */
    static List<Case> all(long seed) {
        Malformed all = new Malformed();
        all.codings();
        all.lengths();
        all.folds();
        all.lineEnds();
        all.names();
        all.values();
        all.chunks();
        all.hosts();
        all.paths();
        all.targets();
        all.requestLines();
        all.overlong();
        all.pipelined();
        all.mutations(new Random(seed));
        return List.copyOf(all.cases);
    }

    /** Both framings at once, one of them in a form that some see and others do not. */
    private void codings() {
        List<String> codings = List.of(
                "Transfer-Encoding: chunked",
                "transfer-encoding: chunked",
                "TRANSFER-ENCODING: CHUNKED",
                "Transfer-Encoding:chunked",
                "Transfer-Encoding:\tchunked",
                "Transfer-Encoding: chunked ",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\t: chunked",
                " Transfer-Encoding: chunked",
                "\tTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding\r\n : chunked",
                "X: y\r\n Transfer-Encoding: chunked",
                "X: y\nTransfer-Encoding: chunked",
                "X: y\rTransfer-Encoding: chunked",
                "X: y\r\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunk",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: 'chunked'",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding:",
                "Transfer-Encoding",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: \u0000chunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding: \u00a0chunked",
                "Transfer-Encoding: \u00ffchunked",
                "Transfer-Encoding\u0000: chunked",
                "Transfer-Encoding\u00a0: chunked",
                "Transfer_Encoding: chunked",
                "Transfer.Encoding: chunked",
                "TransferEncoding: chunked",
                "Transfer-Encoding-: chunked",
                "Transfer-Encod\u00c4\u00b1ng: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
                "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
        String byLength = "0\r\n\r\n" + SMUGGLED;
        String byChunks = Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n";
        for (String coding : codings) {
            post("cl/te", "Content-Length: " + byLength.length(), coding, byLength);
            post("cl/te", coding, "Content-Length: " + byLength.length(), byLength);
            post("cl/te", "Content-Length: 4", coding, byChunks);
            post("te alone", coding, "X-Other: 1", byLength);
        }
        add("te alone", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + byLength);
        add("te alone", "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + byLength);
    }

    private void lengths() {
        for (String length : List.of(
                "+5",
                "-5",
                "-0",
                "5.0",
                "5e0",
                "0x5",
                "05h",
                "5h",
                "h5",
                "5 5",
                "5\t5",
                "5,5",
                "5, 5",
                "5,6",
                "5;",
                ";5",
                "\"5\"",
                "'5'",
                "1_0",
                "",
                " ",
                "\u000b5",
                "5\u0000",
                "\u00005",
                "5\u00a0",
                "\u00ef\u00bc\u0095",
                "\u00d9\u00a5",
                "18446744073709551621",
                "9223372036854775808",
                "9223372036854775813",
                "99999999999999999999",
                "5\r\n 5",
                "5\n",
                "5\r")) {
            post("lengths", "Content-Length: " + length, "X-Other: 1", "hello" + SMUGGLED);
            get("lengths", "Content-Length: " + length, "hello" + SMUGGLED);
        }
        for (String two : List.of(
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 0\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 0",
                "Content-Length: 5\r\ncontent-length: 43",
                "Content-Length: 5\r\nContent-Length:",
                "Content-Length:\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length : 43",
                "Content-Length : 5\r\nContent-Length: 43",
                "Content-Length : 5",
                "Content-Length\t: 5",
                " Content-Length: 5",
                "Content-Length\u0000: 5",
                "Content_Length: 43\r\nContent-Length: 5",
                "Content.Length: 43\r\nContent-Length: 5",
                "ContentLength: 43\r\nContent-Length: 5",
                "X: y\r\n Content-Length: 43\r\nContent-Length: 5",
                "X: y\nContent-Length: 43\r\nContent-Length: 5",
                "X: y\rContent-Length: 43\r\nContent-Length: 5",
                "Content-Length 5",
                "Content-Length",
                "Content-Length: 5\r\nContent-Length: 5\r\nContent-Length: 5")) {
            post("duplicated lengths", two, "X-Other: 1", "hello" + SMUGGLED);
            get("duplicated lengths", two, "hello" + SMUGGLED);
        }
    }

    private void folds() {
        for (String blank : List.of(" ", "\t", "  ", " \t", "\t ", "\r\n ")) {
            field("obs-fold", "X: a\r\n" + blank + "b");
            field("obs-fold", "X:\r\n" + blank + "b");
            field("obs-fold", "Cookie: a=1\r\n" + blank + "; b=2");
            field("obs-fold", "X: a\r\n" + blank + "Host: b");
            field("obs-fold", "X: a\r\n" + blank + "\r\n" + blank + "b");
            add("obs-fold", "GET / HTTP/1.1\r\n" + blank + "Host: a\r\n{case}\r\n");
            add("obs-fold", "GET / HTTP/1.1\r\nHost:\r\n" + blank + "a\r\n{case}\r\n");
        }
    }

    private void lineEnds() {
        for (String end : List.of("\n", "\r", "\r\r\n", "\n\r", "\r\n\r", "\u0085", "\u000b", "\f", "\0\n")) {
            add("line ends", "GET / HTTP/1.1" + end + "Host: a\r\n{case}\r\n" + SMUGGLED);
            add("line ends", "GET / HTTP/1.1\r\nHost: a" + end + "X: y\r\n{case}\r\n" + SMUGGLED);
            add("line ends", "GET / HTTP/1.1\r\nHost: a\r\n{case}X: y" + end + end + SMUGGLED);
            add("line ends", "GET / HTTP/1.1\r\nHost: a\r\n{case}" + end + SMUGGLED);
            add("line ends", "GET / HTTP/1.1\r\nHost: a\r\n{case}X: a" + end + end + SMUGGLED + "\r\n");
            add("line ends", end + "GET / HTTP/1.1\r\nHost: a\r\n{case}\r\n");
        }
        add("line ends", "GET / HTTP/1.1\nHost: a\n\n");
        add("line ends", "GET / HTTP/1.1\rHost: a\r\r");
    }

    private void names() {
        for (int b = 0; b <= ' '; b++) {
            field("names", "X" + (char) b + ": y");
            field("names", (char) b + "X: y");
        }
        for (String c : Sent.letters("()<>@,;\\\"/[]?={}\u007f\u0080\u00a0\u00e9\u00ff")) {
            field("names", "X" + c + ": y");
        }
        for (String line :
                List.of(": y", "nothing", "X y", "X: y\r\nnothing", " : y", "GET / HTTP/1.1", "X\u0000\u0000: y")) {
            field("names", line);
        }
    }

    private void values() {
        for (int b = 0; b < 0x80; b = b == 0x1f ? 0x7f : b + 1) {
            if (b != '\t') {
                field("control bytes", "X: a" + (char) b + "b");
                field("control bytes", "Cookie: a=" + (char) b);
            }
        }
    }

    private void chunks() {
        for (String size : List.of(
                "",
                " ",
                "g",
                "-1",
                "-5",
                "+5",
                "0x5",
                "x5",
                " 5",
                "5 ",
                "5\t",
                "5 5",
                "5,",
                "5.",
                "5;",
                "5;;a",
                "5;a=",
                "5;a=\"",
                "5;a=\"b",
                "5;a=b\u0000",
                "5;\u0000",
                "5;a\u000b",
                "5;a=(",
                "5;=a",
                "5 \u0000",
                "5\u0000",
                "5_",
                "5\u00a0",
                "\u00ef\u00bc\u0095",
                "ffffffffffffffff",
                "fffffffffffffffff",
                "8000000000000005",
                "10000000000000005",
                "000000000000000000000000000000000000005",
                "5\r",
                "5\n",
                "5\r\r",
                "5;a\n",
                "5;a\r",
                "5;a\rb",
                "5;a\nb")) {
            chunked(size + "\r\nhello\r\n0\r\n\r\n");
        }
        for (String rest : List.of(
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\r\nhello\r\r\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5\r\nhello\r\n\r\n0\r\n\r\n",
                "5\nhello\n0\n\n",
                "5\r\nhello\r\n-0\r\n\r\n",
                "5\r\nhello\r\n0x0\r\n\r\n",
                "5\r\nhello\r\n0 \r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\r\nhello\r\n0\r\n\n",
                "5\r\nhello\r\n0\r\n\r",
                "5\r\nhello\r\n0\r\nX : y\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: a\r\n b\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: \u0000\r\n\r\n",
                "5\r\nhello\r\n0\r\nnothing\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: y\n\r\n",
                "5\r\nhello\r\n0\r\nX: y\rZ: z\r\n\r\n",
                "5\r\nhello\r\n0\r\nContent-Length: 100\r\n\r\n",
                "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "5\r\nhello\r\n0\r\nHost: b\r\n\r\n",
                "6\r\nhello\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "5\r\nhel",
                "5\r\nhello\r\n",
                "5")) {
            chunked(rest);
        }
    }

    private void hosts() {
        for (String lines : List.of(
                "",
                "Host:\r\n",
                "Host: \t\r\n",
                "Host: a\r\nHost: a\r\n",
                "Host: a\r\nHost: b\r\n",
                "Host: a\r\nhost: b\r\n",
                "Host: a\r\nHost:\r\n",
                "Host: a\r\nHost : b\r\n",
                "Host : a\r\n",
                " Host: a\r\n",
                "Host: a\r\n Host: b\r\n",
                "Host: a, b\r\n",
                "Host: a b\r\n",
                "Host: a\tb\r\n",
                "Host: a/b\r\n",
                "Host: a?b\r\n",
                "Host: a#b\r\n",
                "Host: a\\b\r\n",
                "Host: u@a\r\n",
                "Host: a:b\r\n",
                "Host: a:80:80\r\n",
                "Host: a:-1\r\n",
                "Host: a:65536\r\n",
                "Host: a:99999999999\r\n",
                "Host: :80\r\n",
                "Host: [::1\r\n",
                "Host: ::1\r\n",
                "Host: [a]\r\n",
                "Host: [::1]x\r\n",
                "Host: \"a\"\r\n",
                "Host: <a>\r\n",
                "Host: a\u0000b\r\n",
                "Host: \u00e9\r\n",
                "Host: a%\r\n",
                "Host: a%00\r\n",
                "Host: http://a/\r\n")) {
            add("hosts", "GET / HTTP/1.1\r\n" + lines + "{case}\r\n");
            add("hosts", "GET http://a/x HTTP/1.1\r\n" + lines + "{case}\r\n");
        }
        for (String target : List.of(
                "http://b/",
                "http://a:81/",
                "http://u@a/",
                "http://u:p@a/",
                "http:///x",
                "http://a",
                "http:/a/x",
                "http:x",
                "//b/x",
                "https://b/x",
                "ftp://a/x",
                "file:///etc/passwd",
                "http://a:x/",
                "http://[::1/",
                "http://a b/",
                "HTTP://B/",
                "http://a/../admin",
                "http://a/%2e%2e/admin",
                "a:80",
                "http://a%2Fb/",
                "http://b\\@a/",
                "http://a#@b/",
                "http://a?@b/")) {
            add("absolute target against Host", "GET " + target + " HTTP/1.1\r\nHost: a\r\n{case}\r\n");
        }
    }

    /** Ways to /admin, which the routes guard. */
    private void paths() {
        List<String> ways = List.of(
                "/",
                "//",
                "/./",
                "/x/../",
                "/x/%2e%2e/",
                "/x/.%2E/",
                "/x/..%2f",
                "/x/..%2F",
                "/x%2f..%2f",
                "/x/..;/",
                "/x/..;a=b/",
                "/x/..%3b/",
                "/x/..\\",
                "/x/..%5c",
                "/\\",
                "/%5C",
                "/%2f",
                "/%2e/",
                "/.;/",
                "/;a/",
                "/x/%252e%252e/",
                "/x/..%252f",
                "/x/%c0%ae%c0%ae/",
                "/x/..%c0%af",
                "/x/..%e0%80%af",
                "/x/..%00/",
                "/x/..%0d%0a/",
                "/x/..%u002f",
                "/x/.../",
                "/../",
                "/x/../../",
                "/%2e%2e/",
                "/x//../",
                "/x/;/../../",
                "/x/..//");
        List<String> names = List.of(
                "admin",
                "%61dmin",
                "adm%69n/",
                "admin;a",
                "admin%3Ba",
                "admin%2fx",
                "admin//x",
                "admin\\x",
                "admin%5cx",
                "%2561dmin",
                "admin%00",
                "admin%20",
                "admin/.",
                "admin/%2e");
        for (String way : ways) {
            for (String name : names) {
                get(
                        way.contains("%c0") || way.contains("%e0") || way.contains("%u")
                                ? "overlong and odd escapes"
                                : "paths",
                        way + name);
            }
        }
    }

    private void targets() {
        for (int b = 0; b <= ' '; b++) {
            get("bytes in targets", "/a" + (char) b + "b");
            get("bytes in targets", "/?a" + (char) b + "b");
        }
        for (String c : Sent.letters("#\u007f\u0080\u0085\u00a0\u00c0\u00e9\u00ff")) {
            get("bytes in targets", "/a" + c + "b");
            get("bytes in targets", "/?a" + c + "b");
        }
        // Characters whose second byte, or whose last eight bits, are line ends.
        for (String text :
                List.of("\u00c4\u008a", "\u00c4\u008d", "\u00e5\u0098\u008a", "\u00c0\u008a", "\u00c3\u00a9")) {
            get("bytes in targets", "/a" + text + "b");
            get("bytes in targets", "/?" + text + " HTTP/1.1" + text + "X: y");
        }
        for (String escape : List.of(
                "%", "%2", "%zz", "%0", "%00", "%0a", "%0d", "%0d%0aX:%20y", "%7f", "%u000a", "%%32%65", "%c0%8a")) {
            get("escapes", "/a" + escape);
            get("escapes", "/a" + escape + "/b");
        }
    }

    private void requestLines() {
        for (String line : List.of(
                "GET /",
                "GET",
                "GET / ",
                "GET  ",
                " GET / HTTP/1.1",
                "\tGET / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1\t",
                "GET / HTTP/1.1 x",
                "GET / x HTTP/1.1",
                "GET / HTTP/1.2",
                "GET / HTTP/2.0",
                "GET / HTTP/3.0",
                "GET / HTTP/9.9",
                "GET / HTTP/0.9",
                "GET / HTTP/1",
                "GET / HTTP/1.",
                "GET / HTTP/.1",
                "GET / HTTP/11",
                "GET / HTTP/1.10",
                "GET / HTTP/01.1",
                "GET / HTTP/1.01",
                "GET / HTTP/1,1",
                "GET / HTTP/ 1.1",
                "GET / http/1.1",
                "GET / HTTPS/1.1",
                "GET / XTTP/1.1",
                "GET / HTTP/1.1\u0000",
                "GET / HTTP /1.1",
                "GET x HTTP/1.1",
                "GET * HTTP/1.1",
                "GET ?x HTTP/1.1",
                "GET :80 HTTP/1.1",
                "G@T / HTTP/1.1",
                "(GET) / HTTP/1.1",
                "GET: / HTTP/1.1",
                "GE\u0000T / HTTP/1.1",
                "G\u00c9T / HTTP/1.1",
                "\"GET\" / HTTP/1.1",
                "GET,POST / HTTP/1.1",
                "{} / HTTP/1.1",
                "CONNECT a:80 HTTP/1.1",
                "CONNECT / HTTP/1.1",
                "CONNECT http://a/ HTTP/1.1",
                "PRI * HTTP/2.0",
                "nonsense",
                "\u0016\u0003\u0001\u0002\u0000")) {
            add("request lines", line + "\r\nHost: a\r\n{case}\r\n" + SMUGGLED);
        }
    }

    private void overlong() {
        get("overlong", "/" + "x".repeat(100_000));
        get("overlong", "/?" + "x".repeat(100_000));
        get("overlong", "/" + "%2f".repeat(20_000));
        get("overlong", "/a" + "/..".repeat(9_000));
        field("overlong", "X: " + "x".repeat(100_000));
        field("overlong", "x".repeat(100_000) + ": y");
        field("overlong", "X: y\r\n".repeat(30_000) + "X: y");
        add("overlong", "G".repeat(100_000) + " / HTTP/1.1\r\nHost: a\r\n{case}\r\n");
        add("overlong", "GET / HTTP/1." + "1".repeat(100_000) + "\r\nHost: a\r\n{case}\r\n");
        add("overlong", "GET / HTTP/1.1\r\nHost: " + "a".repeat(100_000) + "\r\n{case}\r\n");
        add("overlong", "\r\n".repeat(60_000) + "GET / HTTP/1.1\r\nHost: a\r\n{case}\r\n");
        post("overlong", "Content-Length: " + "0".repeat(100_000) + "5", "X-Other: 1", "hello" + SMUGGLED);
        post("overlong", "Content-Length: " + "9".repeat(10_000), "X-Other: 1", "hello" + SMUGGLED);
        chunked("0".repeat(100_000) + "5\r\nhello\r\n0\r\n\r\n");
        chunked("5;" + "a".repeat(100_000) + "\r\nhello\r\n0\r\n\r\n");
        chunked("5\r\nhello\r\n0\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
    }

    /** What follows before it is clear whether anything may. */
    private void pipelined() {
        for (String first : List.of(
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\nExpect: nonsense\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 0\r\nExpect: 100-continue\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Expect: 100-continue\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Connection: close\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Connection: Content-Length, Host, Transfer-Encoding\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Connection: Content-Length\r\nContent-Length: 40\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: ???\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n{case}\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n{case}Content-Length: 5\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\n",
                "DELETE / HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\n",
                "POST / HTTP/1.0\r\n{case}Content-Length: 5\r\n\r\n",
                "POST / HTTP/1.0\r\n{case}Connection: keep-alive\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}\r\n\r\n\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n{case}\r\n\0",
                "GET /%2Fadmin HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\n\r\n",
                "GET /admin HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 50\r\n\r\n",
                "POST /admin HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n")) {
            add("early pipelining", first + SMUGGLED);
            add("early pipelining", first + "hello" + SMUGGLED + SMUGGLED);
        }
    }

    /** Proper requests, with something done to them. */
    private void mutations(Random random) {
        List<String> proper = List.of(
                "GET /a/b?c=d HTTP/1.1\r\nHost: a\r\n{case}Accept: */*\r\nCookie: a=b\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: a\r\n{case}Content-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello",
                "POST /a HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n");
        List<String> pieces = List.of(
                "\r",
                "\n",
                "\r\n",
                "\0",
                " ",
                "\t",
                ":",
                ";",
                ",",
                "%",
                "/",
                "..",
                "\u000b",
                "\u0085",
                "\u00a0",
                "\u007f",
                "0",
                "5",
                "-",
                "\r\n ",
                "\n\n",
                "\r\n\r\n",
                "Content-Length: 3\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Host: b\r\n");
        for (int i = 0; i < RANDOM; i++) {
            StringBuilder text = new StringBuilder(proper.get(random.nextInt(proper.size())) + SMUGGLED);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.setCharAt(at, (char) random.nextInt(256));
                    default -> text.insert(at, pieces.get(random.nextInt(pieces.size())));
                }
            }
            add("random changes", text.toString());
        }
    }

    private void post(String family, String one, String other, String body) {
        add(family, "POST / HTTP/1.1\r\nHost: a\r\n{case}" + one + "\r\n" + other + "\r\n\r\n" + body);
    }

    private void get(String family, String line, String rest) {
        add(family, "GET / HTTP/1.1\r\nHost: a\r\n{case}" + line + "\r\n\r\n" + rest);
    }

    private void get(String family, String target) {
        add(family, "GET " + target + " HTTP/1.1\r\nHost: a\r\n{case}\r\n");
    }

    private void field(String family, String line) {
        add(family, "GET / HTTP/1.1\r\nHost: a\r\n{case}" + line + "\r\n\r\n" + SMUGGLED);
    }

    private void chunked(String chunks) {
        add("chunks", "POST / HTTP/1.1\r\nHost: a\r\n{case}Transfer-Encoding: chunked\r\n\r\n" + chunks + SMUGGLED);
    }

    private void add(String family, String text) {
        cases.add(new Case(family, text.replace("{case}", Sent.CASE + ": " + cases.size() + "\r\n")));
    }
}
