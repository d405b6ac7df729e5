package io.tollgate.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and the backend against each other, without a balancer: what they see here is the measure. */
class RawClientTest {
    private static final BackendProcess backend = BackendProcess.start("a");

    private final RawClient client = new RawClient(URI.create(backend.url()));

    @AfterAll
    static void stop() {
        backend.close();
    }

    @AfterEach
    void hangUp() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_536, 10_000_000})
    void bodiesComeAsTheyWereMade(long length) throws IOException {
        for (String framing : List.of("", "&chunked=true")) {
            RawAnswer answer = client.send(RawRequest.get("/bytes?n=" + length + framing));
            assertEquals(length, answer.length());
            assertEquals(Payload.sha256(length), answer.sha256());
            assertEquals("a", answer.backend());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_536, 10_000_000})
    void bodiesGoBothWaysAtOnce(long length) throws IOException {
        for (boolean chunked : new boolean[] {false, true}) {
            RawAnswer answer = client.send(RawRequest.postPayload("/echo", length, chunked));
            assertEquals(Payload.sha256(length), answer.sha256());
            String sunk = client.send(RawRequest.postPayload("/sink", length, chunked))
                    .text();
            assertEquals(length + " " + Payload.sha256(length) + (chunked ? " chunked" : " length"), sunk);
        }
    }

    @Test
    void answersWithoutBodiesLeaveTheConnectionUsable() throws IOException {
        assertEquals(204, client.send(RawRequest.get("/status/204")).status());
        assertEquals(304, client.send(RawRequest.get("/status/304")).status());
        RawAnswer head = client.send(RawRequest.of("HEAD", "/bytes?n=5"));
        assertEquals("5", head.fields().first("Content-Length"));
        assertEquals(0, head.length());
        assertEquals("a", client.send(RawRequest.get("/")).text());
    }

    @Test
    void aBodyWaitsForContinue() throws IOException {
        RawRequest request = RawRequest.postPayload("/sink", 1000, false).with("Expect: 100-continue");
        RawAnswer answer = client.send(request);
        assertEquals(List.of(100), answer.interim());
        assertTrue(answer.text().startsWith("1000 "));

        RawAnswer refused =
                client.send(RawRequest.postPayload("/refuse", 1000, false).with("Expect: 100-continue"));
        assertEquals(413, refused.status());
        assertEquals(List.of(), refused.interim());
    }

    @Test
    void gzipAndRangesAreExact() throws IOException {
        assertArrayEquals(
                BackendPages.gzipped(5000),
                client.send(RawRequest.get("/gzip?n=5000")).bytes());
        RawAnswer part = client.send(RawRequest.get("/bytes?n=1000").with("Range: bytes=10-19"));
        assertEquals(206, part.status());
        assertEquals("bytes 10-19/1000", part.fields().first("Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(Payload.bytes(1000), 10, 20), part.bytes());
    }

    @Test
    void aCutBodyIsAFailure() {
        assertThrows(IOException.class, () -> client.send(RawRequest.get("/truncate?n=100&sent=10")));
        assertThrows(IOException.class, () -> client.send(RawRequest.get("/garbage")));
        assertThrows(IOException.class, () -> client.send(RawRequest.post("/unanswered", new byte[10])));
        assertEquals(1, backend.count("unanswered"));
    }

    @Test
    void eventsComeOneByOne() throws IOException {
        Head head = client.open(RawRequest.get("/sse?n=2"));
        try (InputStream body = client.body(head)) {
            backend.ask("/sse/next");
            assertEquals("data: 1", Wire.needLine(body));
            assertEquals("", Wire.needLine(body));
            backend.ask("/sse/next");
            assertEquals("data: 2", Wire.needLine(body));
        }
    }

    @Test
    void sessionsLiveInOneProcessOnly() {
        try (SessionCaller caller = new SessionCaller(URI.create(backend.url()))) {
            assertEquals(SessionCaller.Result.WELL, caller.visit().result());
            assertEquals(SessionCaller.Result.WELL, caller.visit().result());
            backend.kill();
            assertEquals(SessionCaller.Result.FAILED, caller.visit().result());
            backend.restart();
            assertEquals(SessionCaller.Result.LOST, caller.visit().result());
        }
    }

    @Test
    void theDriverCountsWhatFails() {
        LoadReport good = LoadDriver.closed(URI.create(backend.url()), 4, 400);
        assertEquals(400, good.answeredBy("a"), good::toString);
        assertEquals(0, good.failures());

        try (LoadDriver driver = LoadDriver.atRate(URI.create(backend.url()), 4, 500)) {
            Awaitility.await().until(() -> driver.report().total() > 50);
            backend.kill();
            Awaitility.await().until(() -> driver.report().failures() > 10);
            LoadReport report = driver.stop();
            assertFalse(report.toString().contains("[]"), "reasons are kept");
        } finally {
            backend.restart();
        }
    }
}
