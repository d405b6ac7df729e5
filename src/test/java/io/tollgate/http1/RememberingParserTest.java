package io.tollgate.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberingParserTest {
    private static final int MOST = 1024;
    private static final long SEED = 20261127;

    private static final List<String> NAMES = List.of(
            "Host",
            "host",
            "Accept",
            "accept",
            "User-Agent",
            "Cookie",
            "Connection",
            "Content-Length",
            "Transfer-Encoding",
            "Expect",
            "X-One",
            "x-one",
            "X-Tw\u00f6",
            "",
            " X",
            "X ");
    private static final List<String> VALUES = List.of(
            "a",
            "",
            "  b ",
            "close",
            "keep-alive",
            "0",
            "3",
            "03",
            "chunked",
            "gzip, chunked",
            "100-continue",
            "\u00e9t\u00e9",
            "a\tb",
            "a\u0000b",
            "x\rb",
            "shop.example.com",
            "shop:80:",
            "text/html; q=0.9",
            "q".repeat(300),
            "r".repeat(600));
    private static final List<String> SEPARATORS = List.of(": ", ": ", ": ", ":", ":  ", " :", "");
    private static final List<String> ENDS =
            List.of("\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n");

    private final KnownLines lines = new KnownLines();

    /** What a handler hears. */
    private static class Heard implements HttpParser.RequestHandler, HttpParser.ResponseHandler {
        final List<String> events = new ArrayList<>();
        final List<HttpField> fields = new ArrayList<>();
        boolean bad;

        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            events.add(method + " " + uri + " " + version);
        }

        @Override
        public void startResponse(HttpVersion version, int status, String reason) {
            events.add(version + " " + status + " " + reason);
        }

        @Override
        public void parsedHeader(HttpField field) {
            fields.add(field);
            events.add(field.getHeader() + "|" + field.getName() + "|" + field.getValue());
        }

        @Override
        public boolean headerComplete() {
            events.add("head");
            return false;
        }

        @Override
        public boolean content(ByteBuffer bytes) {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            events.add("content " + new String(all, ISO_8859_1));
            return false;
        }

        @Override
        public boolean contentComplete() {
            events.add("whole");
            return false;
        }

        @Override
        public void parsedTrailer(HttpField field) {
            events.add("trailer " + field);
        }

        @Override
        public boolean messageComplete() {
            events.add("end");
            return true;
        }

        @Override
        public void earlyEOF() {
            events.add("early");
            bad = true;
        }

        @Override
        public void badMessage(HttpException failure) {
            events.add("bad " + failure.getCode());
            bad = true;
        }

        /** A parser that knows lines tells of some before it finds the fault, and Jetty's does not, or the reverse. */
        List<String> judged() {
            return bad ? List.of(events.get(events.size() - 1)) : events;
        }
    }

    private HttpParser remembering(Heard heard) {
        return RememberingParser.ofRequests(heard, MOST, HttpCompliance.STRICT, lines);
    }

    /** The bytes come in pieces of these lengths, and each message follows when the one before was read. */
    private static void feed(HttpParser parser, Heard heard, String message, Random cuts) {
        byte[] bytes = message.getBytes(ISO_8859_1);
        ByteBuffer buffer =
                cuts.nextBoolean() ? ByteBuffer.allocate(bytes.length) : ByteBuffer.allocateDirect(bytes.length);
        buffer.put(0, bytes);
        int limit = 0;
        while (limit < bytes.length && !heard.bad) {
            limit = cuts.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, limit + 1 + cuts.nextInt(60));
            buffer.limit(limit);
            while (buffer.hasRemaining() && !heard.bad) {
                try {
                    if (parser.parseNext(buffer)) {
                        parser.reset();
                    }
                } catch (AssertionError e) {
                    // Jetty asserts that a complaint bears a bad status; this one bears that of the answer.
                    heard.bad = true;
                    heard.events.add("bad");
                }
            }
        }
    }

    private static String message(Random random, String start) {
        StringBuilder message = new StringBuilder(start);
        int lines = random.nextInt(9);
        if (random.nextInt(8) != 0) {
            message.append("Host: shop.example.com\r\n");
        }
        for (int i = 0; i < lines; i++) {
            boolean plain = random.nextInt(3) != 0;
            message.append(plain ? "X-" + "abc".charAt(random.nextInt(3)) : pick(NAMES, random))
                    .append(plain ? ": " : pick(SEPARATORS, random))
                    .append(plain ? "v" + random.nextInt(3) : pick(VALUES, random))
                    .append(plain ? "\r\n" : pick(ENDS, random));
        }
        return message.append(random.nextInt(30) == 0 ? " folded\r\n\r\n" : "\r\n")
                .toString();
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void requestsAreReadAsJettyReadsThem() {
        Random random = new Random(SEED);
        int good = 0;
        for (int i = 0; i < 30_000; i++) {
            Heard jettys = new Heard();
            Heard heard = new Heard();
            HttpParser stock = new HttpParser((HttpParser.RequestHandler) jettys, MOST, HttpCompliance.STRICT);
            stock.setHeaderCacheSize(0);
            stock.setHeaderCacheCaseSensitive(true);
            HttpParser ours = remembering(heard);
            StringBuilder several = new StringBuilder();
            for (int n = random.nextInt(3); n >= 0; n--) {
                several.append(message(random, "GET /" + i + " HTTP/1.1\r\n"));
            }
            long cuts = random.nextLong();
            feed(stock, jettys, several.toString(), new Random(cuts));
            feed(ours, heard, several.toString(), new Random(cuts));
            assertEquals(jettys.judged(), heard.judged(), several.toString());
            assertEquals(jettys.bad, heard.bad);
            good += heard.bad ? 0 : 1;
        }
        assertTrue(good > 3_000, "only " + good + " were well formed");
    }

    @Test
    void answersAreReadAsJettyReadsThem() {
        Random random = new Random(SEED);
        for (int i = 0; i < 30_000; i++) {
            Heard jettys = new Heard();
            Heard heard = new Heard();
            HttpParser stock = new HttpParser((HttpParser.ResponseHandler) jettys, MOST, HttpCompliance.RFC9110);
            stock.setHeaderCacheSize(0);
            stock.setHeaderCacheCaseSensitive(true);
            HttpParser ours = RememberingParser.ofAnswers(heard, MOST, HttpCompliance.RFC9110, lines);
            String message = message(random, "HTTP/1.1 " + (random.nextBoolean() ? 200 : 304) + " OK\r\n") + "abc";
            long cuts = random.nextLong();
            feed(stock, jettys, message, new Random(cuts));
            feed(ours, heard, message, new Random(cuts));
            if (heard.bad || jettys.bad) {
                assertEquals(jettys.bad, heard.bad, message);
            } else {
                assertEquals(jettys.judged(), heard.judged(), message);
            }
        }
    }

    private List<HttpField> fields(String... head) {
        Heard heard = new Heard();
        feed(remembering(heard), heard, "GET / HTTP/1.1\r\n" + String.join("\r\n", head) + "\r\n\r\n", new Random(1));
        return heard.fields;
    }

    private HttpField only(String line) {
        return fields("Host: a", line).get(1);
    }

    @Test
    void whatCameTwiceIsKnownTheThirdTime() {
        assertEquals(only("X-Name: value"), only("X-Name: value"));

        assertSame(only("X-Name: value"), only("X-Name: value"));
    }

    @Test
    void whatComesOnceIsForgotten() {
        for (int i = 0; i < 10; i++) {
            only("X-Name: " + i);
        }

        HttpField third = only("X-Name: 3");

        assertNotSame(third, only("X-Name: 3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: x-name",
                "Expect: 100-continue",
                "Upgrade: websocket",
                "TE: trailers",
                "X-Name:  two blanks",
                "X-Name: trailing "
            })
    void someLinesAreReadAnewEachTime(String line) {
        Stream.of(line, line).forEach(this::only);

        assertNotSame(only(line), only(line));
    }

    @Test
    void theLettersOfALineCount() {
        Stream.of("X-Name: v", "X-Name: v", "x-name: v", "x-name: v").forEach(this::only);

        assertEquals("X-Name", only("X-Name: v").getName());
        assertEquals("x-name", only("x-name: v").getName());
    }

    @Test
    void nothingOfAParserIsKept() {
        Stream.of("X-Name: v", "X-Name: v").forEach(this::only);

        assertSame(HttpField.class, only("X-Name: v").getClass());
    }

    @Test
    void knownLinesCountForTheSizeOfAHead() {
        String[] head = new String[MOST / 16];
        Arrays.fill(head, "X-Name: 12345678");
        head[0] = "Host: a";
        Stream.of(head[1], head[1]).forEach(this::only);
        Heard heard = new Heard();

        feed(remembering(heard), heard, "GET / HTTP/1.1\r\n" + String.join("\r\n", head) + "\r\n\r\n", new Random(1));

        assertEquals(List.of("bad 431"), heard.judged());
    }

    @Test
    void aHeadIsTooLargeByTheByteWhereverItIsCut() {
        String line = "X-Name: " + "v".repeat(90) + "\r\n";
        Stream.of(line, line).forEach(each -> only(each.strip()));
        String known = "GET / HTTP/1.1\r\nHost: a\r\n" + line.repeat(9);
        for (int size = MOST - 2; size <= MOST + 2; size++) {
            String rest = "P: " + "p".repeat(size - known.length() - "P: \r\n\r\n".length()) + "\r\n\r\n";
            byte[] head = (known + rest).getBytes(ISO_8859_1);
            assertEquals(size, head.length);
            for (int cut = 1; cut < head.length; cut++) {
                Heard jettys = new Heard();
                Heard heard = new Heard();
                HttpParser stock = new HttpParser((HttpParser.RequestHandler) jettys, MOST, HttpCompliance.STRICT);
                for (HttpParser parser : List.of(stock, remembering(heard))) {
                    ByteBuffer buffer = ByteBuffer.wrap(head);
                    buffer.limit(cut);
                    boolean early = parser.parseNext(buffer);
                    buffer.limit(head.length);
                    boolean unused = early || parser.parseNext(buffer);
                }
                assertEquals(jettys.judged(), heard.judged(), size + " bytes, cut at " + cut);
            }
        }
    }

    /** As when a connection goes on in HTTP/2. */
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 22, 31, 32})
    void whatFollowsAHeadIsThereWhenItEnds(int first) {
        ByteBuffer buffer = ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: a\r\nB: b\r\n\r\nnext".getBytes(ISO_8859_1));
        List<Integer> left = new ArrayList<>();
        HttpParser parser = remembering(new Heard() {
            @Override
            public boolean headerComplete() {
                left.add(buffer.remaining());
                return true;
            }
        });

        buffer.limit(first);
        boolean unused = parser.parseNext(buffer);
        buffer.limit(buffer.capacity());
        boolean done = parser.parseNext(buffer);

        assertTrue(done);
        assertEquals(List.of("next".length()), left);
    }

    @Test
    void aFoldedLineMustNotBeAllowed() {
        HttpCompliance folding = HttpCompliance.RFC2616;

        assertThrows(
                IllegalArgumentException.class, () -> RememberingParser.ofRequests(new Heard(), MOST, folding, lines));
    }
}
