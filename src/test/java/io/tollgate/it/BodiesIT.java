package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.Form;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes in are bytes out, by hash. Tollgate has 256 MiB of heap here. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#allWays")
class BodiesIT {
    private static final long GIB = 1L << 30;

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    private final RawClient client = new RawClient(site.tollgate().data(), Duration.ofMinutes(2));

    /** JUnit hands {@link #start} only what the constructor takes, too. */
    BodiesIT(Form form) {}

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        site = Site.start(form, folder, config -> config);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        site.close();
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"0,false", "0,true", "1,false", "1,true", "65536,false", "65536,true", "5000000,false", "5000000,true"})
    void bodiesPassBothWays(long length, boolean chunked) throws IOException {
        expectBothWays(length, chunked);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aGibibytePassesBothWays(boolean chunked) throws IOException {
        expectBothWays(GIB, chunked);
    }

    /** Past 2^31, where an int overflows. */
    @Tag("long")
    @Test
    void threeGibibytesPass() throws IOException {
        RawAnswer answer = client.send(RawRequest.get("/bytes?n=" + 3 * GIB));
        assertEquals(3 * GIB, answer.length());
        assertEquals(Payload.sha256(3 * GIB), answer.sha256());
    }

    @Test
    void answersWithoutBodiesHaveNone() throws IOException {
        RawAnswer head = client.send(RawRequest.of("HEAD", "/bytes?n=12345"));
        assertEquals(200, head.status());
        assertEquals("12345", head.fields().first("Content-Length"));

        RawAnswer nothing = client.send(RawRequest.get("/status/204"));
        assertEquals(204, nothing.status());
        assertNull(nothing.fields().first("Transfer-Encoding"));

        RawAnswer same = client.send(RawRequest.get("/status/304"));
        assertEquals(304, same.status());
        assertEquals("\"v1\"", same.fields().first("ETag"));
        assertEquals(200, client.send(RawRequest.get("/")).status(), "the connection is in step");
    }

    @Test
    void aRangePasses() throws IOException {
        RawAnswer part = client.send(RawRequest.get("/bytes?n=100000").with("Range: bytes=5000-70000"));
        assertEquals(206, part.status());
        assertEquals("bytes 5000-70000/100000", part.fields().first("Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(Payload.bytes(100_000), 5_000, 70_001), part.bytes());
    }

    @Test
    void gzipIsLeftAlone() throws IOException {
        RawAnswer answer = client.send(RawRequest.get("/gzip?n=50000").with("Accept-Encoding: gzip"));
        assertEquals("gzip", answer.fields().first("Content-Encoding"));
        assertArrayEquals(TestBackend.gzipped(50_000), answer.bytes());
        RawAnswer unasked = client.send(RawRequest.get("/gzip?n=50000"));
        assertArrayEquals(TestBackend.gzipped(50_000), unasked.bytes());
    }

    @Test
    void aBodyThatWaitsForContinuePasses() throws IOException {
        RawAnswer answer =
                client.send(RawRequest.postPayload("/sink", 100_000, false).with("Expect: 100-continue"));
        assertEquals(List.of(100), answer.interim());
        assertEquals(200, answer.status());
        assertTrue(answer.text().startsWith("100000 " + Payload.sha256(100_000)), answer::text);
    }

    @Test
    void aBodyThatTheBackendRefusesUnreadGetsItsRefusal() throws IOException {
        RawRequest request = RawRequest.postPayload("/refuse", 100_000, false);
        assertEquals(413, client.send(request).status());
        client.close();
        assertEquals(413, client.send(request.with("Expect: 100-continue")).status());
    }

    private void expectBothWays(long length, boolean chunked) throws IOException {
        String hash = Payload.sha256(length);
        String framing = chunked ? " chunked" : " length";

        RawAnswer down = client.send(RawRequest.get("/bytes?n=" + length + "&chunked=" + chunked));
        assertEquals(hash, down.sha256(), "down");
        if (!chunked) {
            assertEquals(String.valueOf(length), down.fields().first("Content-Length"));
        }

        RawAnswer up = client.send(RawRequest.postPayload("/sink", length, chunked));
        // Chunks that turn out to be none may be said to be so.
        List<String> right =
                List.of(length + " " + hash + framing, length + " " + hash + (length == 0 ? " length" : framing));
        assertTrue(right.contains(up.text()), () -> "up: " + up.text());

        RawAnswer both = client.send(RawRequest.postPayload("/echo", length, chunked));
        assertEquals(hash, both.sha256(), "both ways at once");
    }
}
