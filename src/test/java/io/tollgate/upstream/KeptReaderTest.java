package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.http1.KnownLines;
import io.tollgate.upstream.KeptReader.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptReaderTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"
            + "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-End: yes\r\n\r\n";
    private static final String SIZED = "HTTP/1.1 404 Not Here\r\nContent-Length: 5\r\nx-Letters: aB\r\n\r\nhello";

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final TestClient client = new TestClient(buffers);
    private int record = Integer.MAX_VALUE;
    private boolean brokenAtTheEnd;
    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint() {
        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            BufferUtil.compact(buffer);
            ByteBuffer most = BufferUtil.allocate(Math.min(record, BufferUtil.space(buffer)));
            int filled = super.fill(most);
            if (filled == 0 && brokenAtTheEnd) {
                throw new IOException("reset");
            }
            BufferUtil.append(buffer, most);
            return filled;
        }
    };
    private final KeptReader reader = new KeptReader(endPoint, client.started(), new KnownLines(), new LargeBuffers(1));

    @AfterEach
    void everyBufferIsGivenBack() {
        reader.close();
        client.close();
        assertTrue(buffers.getLeaks().isEmpty(), () -> buffers.dumpLeaks());
    }

    @Test
    void manyAnswersInPiecesOfAnySize() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 2_000; i++) {
            boolean chunked = random.nextBoolean();
            boolean early = random.nextInt(4) == 0;
            feed((early ? "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" : "") + (chunked ? CHUNKED : SIZED), random);
            reader.begin(false);
            if (early) {
                assertEquals(Step.HEAD, await());
                assertEquals(103, reader.status());
                assertEquals("</a>", reader.fields().get("Link"));
            }
            assertEquals(Step.HEAD, await());
            assertEquals(chunked ? 200 : 404, reader.status());
            assertEquals(chunked ? null : "aB", reader.fields().get("X-Letters"));
            assertEquals(chunked ? "hello world" : "hello", body());
            assertEquals(
                    chunked ? "yes" : null,
                    reader.trailers() == null ? null : reader.trailers().get("X-End"));
            assertTrue(reader.persists());
            reader.rest();
        }
    }

    /** The first piece shares its buffer with the head; then there is one that is large, and while it is held none. */
    @Test
    void whatComesFastIsReadInLargePieces() throws IOException {
        int small = client.started().getResponseBufferSize();
        byte[] body = new byte[4 * LargeBuffers.BYTES];
        new Random(3).nextBytes(body);
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
        endPoint.addInput(ByteBuffer.wrap(
                (head + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1)));
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        ByteBuffer read = ByteBuffer.allocate(body.length);
        assertEquals(small - head.length(), take(read));
        assertEquals(LargeBuffers.BYTES, take(read));
        assertEquals(Step.CONTENT, reader.advance());
        Content.Chunk held = reader.content();
        assertEquals(LargeBuffers.BYTES, held.remaining());
        read.put(held.getByteBuffer());
        assertEquals(small, take(read));
        held.release();
        while (read.hasRemaining()) {
            take(read);
        }
        assertEquals(Step.END, reader.advance());
        assertArrayEquals(body, read.array());

        feed(SIZED);
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        readAll();
    }

    /** As by a reset, or TLS that is cut off: nothing comes of it where the answer says how long it is. */
    @Test
    void whatFollowsAWholeAnswerDoesNotSpoilIt() throws IOException {
        int small = client.started().getResponseBufferSize();
        record = small;
        brokenAtTheEnd = true;
        byte[] body = new byte[4 * small];
        feed("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        endPoint.addInput(ByteBuffer.wrap(body));
        ByteBuffer read = ByteBuffer.allocate(body.length);
        while (read.hasRemaining()) {
            take(read);
        }
        assertEquals(Step.END, reader.advance());
        assertFalse(reader.persists());
    }

    /** It has been met while records were read together, though nobody asked for it. */
    @Test
    void aConnectionThatEndsWithItsAnswerIsNotUsedAgain() throws IOException {
        int small = client.started().getResponseBufferSize();
        record = small;
        byte[] body = new byte[2 * small];
        feed("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        endPoint.addInput(ByteBuffer.wrap(body));
        endPoint.addInputEOF();
        readAll();
        assertFalse(reader.persists());
    }

    /** The same, where only the end of the connection says that the answer is whole. */
    @Test
    void whatEndsInSuchAWayIsNotWhole() throws IOException {
        int small = client.started().getResponseBufferSize();
        record = small;
        brokenAtTheEnd = true;
        feed("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        endPoint.addInput(ByteBuffer.wrap(new byte[2 * small]));
        ByteBuffer read = ByteBuffer.allocate(2 * small);
        while (read.hasRemaining()) {
            take(read);
        }
        assertThrows(IOException.class, reader::advance);
    }

    /** TLS gives no more than one record at a time. */
    @Test
    void recordsAreReadTogether() throws IOException {
        record = client.started().getResponseBufferSize();
        byte[] body = new byte[2 * LargeBuffers.BYTES];
        String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
        feed(head);
        endPoint.addInput(ByteBuffer.wrap(body));
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        ByteBuffer read = ByteBuffer.allocate(body.length);
        assertEquals(record, take(read));
        assertEquals(LargeBuffers.BYTES, take(read));
        assertEquals(body.length - record - LargeBuffers.BYTES, take(read));
        assertEquals(Step.END, reader.advance());
    }

    @Test
    void valuesKeepTheirLetters() throws IOException {
        feed("HTTP/1.1 200 OK\r\nConnection: KEEP-alive\r\nContent-Length: 0\r\n\r\n");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals("KEEP-alive", reader.fields().get("Connection"));
    }

    @Test
    void anAnswerToHeadHasNoBody() throws IOException {
        feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        reader.begin(true);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals(Step.END, reader.advance());
        assertTrue(reader.persists());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: x, close\r\n\r\nhi",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n",
            })
    void nothingFollowsWhereTheBackendSaysSoOrWhatNobodyAskedFor(String answer) throws IOException {
        feed(answer);
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals("hi", body());
        assertFalse(reader.persists());
    }

    @Test
    void aBodyMayEndWithTheConnection() throws IOException {
        feed("HTTP/1.1 200 OK\r\n\r\nhello");
        endPoint.addInputEOF();
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals("hello", body());
        assertFalse(reader.persists());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            })
    void anAnswerThatEndsTooEarly(String answer) {
        feed(answer);
        endPoint.addInputEOF();
        reader.begin(false);
        IOException failure = assertThrows(IOException.class, this::readAll);
        assertFalse(causes(failure).stream().anyMatch(HttpException.class::isInstance), failure::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SMTP\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nhello\r\n",
            })
    void whatIsNoAnswer(String answer) {
        feed(answer);
        reader.begin(false);
        IOException failure = assertThrows(IOException.class, this::readAll);
        assertTrue(
                causes(failure).stream()
                        .anyMatch(cause -> cause instanceof HttpException || cause instanceof AssertionError),
                failure::toString);
    }

    @Test
    void whoeverReadsOnAfterTheEndOfTheConnectionIsTold() throws IOException {
        feed("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals(Step.CONTENT, reader.advance());
        Content.Chunk held = reader.content();
        reader.close();
        assertThrows(IOException.class, reader::advance);
        assertEquals(
                "hello", StandardCharsets.US_ASCII.decode(held.getByteBuffer()).toString());
        held.release();
    }

    /** What is read next must not come to lie where what was read before still stands. */
    @Test
    void whatIsHeldIsNotWrittenOver() throws IOException {
        feed("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
        reader.begin(false);
        assertEquals(Step.HEAD, reader.advance());
        assertEquals(Step.CONTENT, reader.advance());
        Content.Chunk first = reader.content();
        feed("world");
        assertEquals(Step.CONTENT, reader.advance());
        Content.Chunk second = reader.content();
        assertEquals("hello", text(first));
        assertEquals("world", text(second));
        assertEquals(Step.END, reader.advance());
    }

    private void readAll() throws IOException {
        for (Step step = reader.advance(); step != Step.END; step = reader.advance()) {
            if (step == Step.CONTENT) {
                reader.content().release();
            }
            assertFalse(step == Step.MORE, "waits for what does not come");
        }
    }

    /** How much the next piece is, which follows in there. */
    private int take(ByteBuffer read) throws IOException {
        assertEquals(Step.CONTENT, reader.advance());
        Content.Chunk piece = reader.content();
        int bytes = piece.remaining();
        read.put(piece.getByteBuffer());
        piece.release();
        return bytes;
    }

    private String body() throws IOException {
        StringBuilder body = new StringBuilder();
        for (Step step = await(); step != Step.END; step = await()) {
            assertEquals(Step.CONTENT, step);
            body.append(text(reader.content()));
        }
        return body.toString();
    }

    private static String text(Content.Chunk chunk) {
        String text = StandardCharsets.US_ASCII.decode(chunk.getByteBuffer()).toString();
        chunk.release();
        return text;
    }

    private final List<String> pieces = new ArrayList<>();

    private Step await() throws IOException {
        Step step = reader.advance();
        while (step == Step.MORE) {
            endPoint.addInput(pieces.remove(0));
            step = reader.advance();
        }
        return step;
    }

    private void feed(String text) {
        endPoint.addInput(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void feed(String text, Random random) {
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(random.nextBoolean() ? 3 : 80));
            pieces.add(text.substring(from, to));
            from = to;
        }
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            causes.add(each);
        }
        return causes;
    }
}
