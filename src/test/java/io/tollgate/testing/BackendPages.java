package io.tollgate.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** What a {@link TestBackend} answers, by path. */
final class BackendPages {
    static final String SESSION_COOKIE = "APPSESSION";
    private static final long DRIP_MILLIS = 100;

    private final String name;
    private final Map<String, AtomicLong> sessions = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong newSessions = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final Semaphore events = new Semaphore(0);

    BackendPages(String name) {
        this.name = name;
    }

    void answer(BackendCall call) throws IOException, InterruptedException {
        requests.incrementAndGet();
        String path = call.path();
        switch (path) {
            case "/session" -> session(call);
            case "/counts" -> counts(call);
            case "/bytes" -> bytes(call);
            case "/drip" -> drip(call);
            case "/echo" -> echo(call);
            case "/sink" -> sink(call);
            case "/refuse" -> refuse(call);
            case "/gzip" -> gzip(call);
            case "/sse" -> events(call);
            case "/sse/next" -> {
                events.release();
                call.text(200, "released");
            }
            case "/slow" -> {
                TimeUnit.MILLISECONDS.sleep(call.number("ms", 100));
                call.text(200, name);
            }
            case "/headers" -> headers(call);
            case "/quoted" -> quoted(call);
            case "/hop" -> hop(call);
            case "/unanswered" -> unanswered(call);
            case "/truncate" -> truncate(call);
            case "/garbage" -> {
                call.closeAfter();
                call.raw("this is not HTTP\r\n\r\n");
            }
            case "/large-head" -> {
                call.closeAfter();
                call.raw("HTTP/1.1 200 OK\r\nX: " + "x".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n");
            }
            default -> byStatus(call, path);
        }
    }

    private void byStatus(BackendCall call, String path) throws IOException {
        int status = path.startsWith("/status/") ? Integer.parseInt(path.substring("/status/".length())) : 200;
        if (status == 204 || status == 304) {
            call.begin(status, List.of("ETag: \"v1\""), "").flush();
        } else {
            call.text(status, status == 200 ? name : "status " + status);
        }
    }

    /** Counts visits in memory, as an application with sessions does. */
    private void session(BackendCall call) throws IOException {
        String id = call.cookie(SESSION_COOKIE);
        if (id != null && sessions.containsKey(id)) {
            call.text(200, String.valueOf(sessions.get(id).incrementAndGet()));
            return;
        }
        String made = UUID.randomUUID().toString();
        sessions.put(made, new AtomicLong(1));
        newSessions.incrementAndGet();
        call.text(200, "1", "Set-Cookie: " + SESSION_COOKIE + "=" + made + "; Path=/; HttpOnly");
    }

    private void counts(BackendCall call) throws IOException {
        call.text(
                200,
                "{\"requests\":" + requests + ",\"newSessions\":" + newSessions + ",\"unanswered\":" + unanswered
                        + "}");
    }

    private void bytes(BackendCall call) throws IOException {
        long length = call.number("n", 0);
        String range = call.head().fields().first("Range");
        if (range != null) {
            range(call, Payload.bytes((int) length), range);
            return;
        }
        try (InputStream payload = Payload.stream(length)) {
            if (call.parameter("chunked", "").equals("true")) {
                try (OutputStream out = call.chunked(200)) {
                    payload.transferTo(out);
                }
                return;
            }
            OutputStream out = call.begin(200, List.of("Accept-Ranges: bytes"), "Content-Length: " + length);
            if (call.hasBody()) {
                payload.transferTo(out);
            }
            out.flush();
        }
    }

    /** Sends so many bytes, evenly over so many milliseconds. */
    private static void drip(BackendCall call) throws IOException, InterruptedException {
        int length = (int) call.number("n", 0);
        int steps = (int) Math.max(1, call.number("ms", 0) / DRIP_MILLIS);
        byte[] payload = Payload.bytes(length);
        OutputStream out = call.begin(200, List.of(), "Content-Length: " + length);
        for (int i = 0; i < steps; i++) {
            int from = (int) ((long) length * i / steps);
            out.write(payload, from, (int) ((long) length * (i + 1) / steps) - from);
            out.flush();
            TimeUnit.MILLISECONDS.sleep(DRIP_MILLIS);
        }
    }

    private static void range(BackendCall call, byte[] whole, String range) throws IOException {
        String[] bounds = range.substring("bytes=".length()).split("-", 2);
        int from = Integer.parseInt(bounds[0]);
        int to = Integer.parseInt(bounds[1]);
        byte[] part = Arrays.copyOfRange(whole, from, to + 1);
        call.bytes(206, part, "Content-Range: bytes " + from + "-" + to + "/" + whole.length);
    }

    /** Sends the body back while it comes, framed as it came. */
    private static void echo(BackendCall call) throws IOException {
        String length = call.head().fields().first("Content-Length");
        InputStream body = call.body();
        if (length == null) {
            try (OutputStream out = call.chunked(200)) {
                body.transferTo(out);
            }
        } else {
            OutputStream out = call.begin(200, List.of(), "Content-Length: " + length);
            body.transferTo(out);
            out.flush();
        }
    }

    /** Tells what the body was, and how it was framed. */
    private static void sink(BackendCall call) throws IOException {
        Payload.Seen seen = Payload.drain(call.body(), OutputStream.nullOutputStream());
        boolean chunked = call.head().fields().has("Transfer-Encoding", "chunked");
        call.text(200, seen.length() + " " + seen.sha256() + (chunked ? " chunked" : " length"));
    }

    /**
     * Answers before the body and without asking for it, then lets it run out: closing at once would reset the
     * connection and could take the answer along.
     */
    private static void refuse(BackendCall call) throws IOException {
        call.closeAfter();
        call.text(413, "too much");
        call.skipBody();
    }

    private static void gzip(BackendCall call) throws IOException {
        call.bytes(200, gzipped((int) call.number("n", 1000)), "Content-Encoding: gzip", "Vary: Accept-Encoding");
    }

    /** The compressed bytes that {@code /gzip} sends. */
    static byte[] gzipped(int length) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(Payload.bytes(length));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return compressed.toByteArray();
    }

    /** Sends each event only after {@code /sse/next} was called once more. */
    private void events(BackendCall call) throws IOException, InterruptedException {
        try (OutputStream out = call.chunked(200, "Content-Type: text/event-stream", "Cache-Control: no-cache")) {
            out.flush();
            for (long i = 1; i <= call.number("n", 3); i++) {
                events.acquire();
                out.write(("data: " + i + "\n\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
    }

    /** Sends the request's head back as it came. */
    private static void headers(BackendCall call) throws IOException {
        call.text(
                200,
                call.head().start() + "\n"
                        + String.join("\n", call.head().fields().lines()));
    }

    private void quoted(BackendCall call) throws IOException {
        call.text(
                401,
                name,
                "Set-Cookie: a=\"q v\"",
                "Set-Cookie: b=\"x, y\"; Path=/; Expires=Wed, 09 Jun 2100 10:18:14 GMT",
                "Content-Disposition: attachment; filename=\"a, b.txt\"",
                "WWW-Authenticate: Digest realm=\"a, b\", qop=\"auth, auth-int\"",
                "X-Repeated: one",
                "X-Repeated: two, three");
    }

    private void hop(BackendCall call) throws IOException {
        call.text(
                200,
                name,
                "Connection: X-Private, keep-alive",
                "X-Private: secret",
                "Keep-Alive: timeout=5",
                "X-Public: yes");
    }

    /** Takes the request whole, then closes the connection without a word. */
    private void unanswered(BackendCall call) throws IOException {
        call.body().transferTo(OutputStream.nullOutputStream());
        unanswered.incrementAndGet();
        call.closeAfter();
    }

    private static void truncate(BackendCall call) throws IOException {
        call.closeAfter();
        OutputStream out = call.begin(200, List.of(), "Content-Length: " + call.number("n", 1000));
        out.write(Payload.bytes((int) call.number("sent", 0)));
        out.flush();
    }
}
