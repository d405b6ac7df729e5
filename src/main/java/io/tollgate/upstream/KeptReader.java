package io.tollgate.upstream;

import io.tollgate.http1.KnownLines;
import io.tollgate.http1.RememberingParser;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers from one connection, one after the other, as far as they have come. Whoever reads comes one at a time; the
 * end may come from any thread at any time. The lock is this connection's own and held for no more than one step.
 */
final class KeptReader implements HttpParser.ResponseHandler {
    private final EndPoint endPoint;
    private final ByteBufferPool buffers;
    private final int bufferSize;
    private final boolean direct;
    private final LargeBuffers large;
    private final HttpParser parser;

    private @Nullable RetainableByteBuffer buffer;

    /** As much has come of this answer at a time as a small buffer holds, or more: what comes next likely is as much. */
    private boolean plenty;

    private HttpFields.Mutable fields = HttpFields.build();
    private HttpFields.@Nullable Mutable trailers;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private int status;
    private boolean bodiless;
    private Content.@Nullable Chunk chunk;
    private @Nullable Throwable failure;
    private Step step = Step.MORE;
    private boolean inputEnded;
    private boolean closed;

    /** What the latest fill met after bytes that were to be read before: the next one tells. */
    private @Nullable IOException failureIsNext;

    /** What has been found. */
    enum Step {
        /** Nothing, for now. */
        MORE,
        HEAD,
        CONTENT,
        END
    }

    /**
     * @param lines of answers
     * @param large for answers of which much comes at a time
     */
    KeptReader(EndPoint endPoint, HttpClient client, KnownLines lines, LargeBuffers large) {
        this.endPoint = endPoint;
        this.buffers = client.getByteBufferPool();
        this.bufferSize = client.getResponseBufferSize();
        this.direct = client.isUseInputDirectByteBuffers();
        this.large = large;
        this.parser = RememberingParser.ofAnswers(
                this, client.getMaxResponseHeadersSize(), client.getHttpCompliance(), lines);
    }

    /**
     * Begins an answer.
     *
     * @param toHead whether it has no body, whatever its head says
     */
    synchronized void begin(boolean toHead) {
        bodiless = toHead;
        trailers = null;
        plenty = false;
        next();
    }

    private void next() {
        parser.reset();
        fields = HttpFields.build();
        step = Step.MORE;
    }

    /**
     * Goes on to the next find.
     *
     * @throws IOException when the connection has failed or was ended, or what came is no answer
     */
    synchronized Step advance() throws IOException {
        if (step == Step.HEAD && HttpStatus.isInterim(status)) {
            next();
        }
        step = Step.MORE;
        while (true) {
            if (closed) {
                throw new EOFException("the connection was ended");
            }
            RetainableByteBuffer now = buffer;
            if (now == null) {
                now = acquire();
                buffer = now;
            }
            boolean found = parse(now);
            check();
            if (found) {
                if (step == Step.END && now.hasRemaining()) {
                    // Nobody has asked for more.
                    inputEnded = true;
                }
                return step;
            }
            if (inputEnded) {
                throw new EOFException("the answer ends too early");
            }
            now = free(now);
            buffer = now;
            int filled = fill(now.getByteBuffer());
            plenty = filled >= bufferSize || (plenty && filled == 0);
            if (filled == 0) {
                release();
                return Step.MORE;
            }
            if (filled < 0) {
                inputEnded = true;
                parser.atEOF();
            }
        }
    }

    private RetainableByteBuffer acquire() {
        RetainableByteBuffer found = plenty ? large.acquire(buffers, direct) : null;
        return found == null ? buffers.acquire(bufferSize, direct) : found;
    }

    /** One in place of that where others still have what is in it, and where a larger one would do better. */
    private RetainableByteBuffer free(RetainableByteBuffer now) {
        if (now.isRetained()) {
            now.release();
            // Nobody may find that one while there is no other.
            buffer = null;
            return acquire();
        }
        RetainableByteBuffer larger =
                plenty && now.capacity() < LargeBuffers.BYTES ? large.acquire(buffers, direct) : null;
        if (larger == null) {
            return now;
        }
        now.release();
        return larger;
    }

    /** Of TLS one record comes at a time, of no more than a small buffer holds. */
    private int fill(ByteBuffer to) throws IOException {
        if (failureIsNext != null) {
            throw failureIsNext;
        }
        int latest = endPoint.fill(to);
        int all = latest;
        while (latest >= bufferSize && BufferUtil.space(to) >= bufferSize) {
            latest = fillMore(to);
            all += latest;
        }
        return all;
    }

    /** Whoever has the whole answer need not know how its connection ends. An end is told again, a failure is not. */
    private int fillMore(ByteBuffer to) {
        try {
            return Math.max(0, endPoint.fill(to));
        } catch (IOException e) {
            failureIsNext = e;
            return 0;
        }
    }

    /** A parser that is at odds with itself fails an assertion. */
    private boolean parse(RetainableByteBuffer now) throws IOException {
        try {
            return parser.parseNext(now.getByteBuffer());
        } catch (RuntimeException | AssertionError e) {
            throw new IOException(e);
        }
    }

    private void check() throws IOException {
        Throwable why = failure;
        if (why != null) {
            throw new IOException(why);
        }
    }

    synchronized int status() {
        return status;
    }

    /** The head just found. */
    synchronized HttpFields fields() {
        return fields.asImmutable();
    }

    /** What was found of the body; to be released by whoever has it. */
    synchronized Content.Chunk content() {
        Content.Chunk found = chunk;
        if (found == null) {
            throw new IllegalStateException("no content was found");
        }
        chunk = null;
        return found;
    }

    /** The fields after the body; null for none. */
    synchronized @Nullable HttpFields trailers() {
        HttpFields.Mutable came = trailers;
        return came == null ? null : came.asImmutable();
    }

    /** Whether another answer may follow the one that has been read to its end. */
    synchronized boolean persists() {
        if (inputEnded || closed || failureIsNext != null || endPoint.isInputShutdown()) {
            return false;
        }
        return version.compareTo(HttpVersion.HTTP_1_1) < 0
                ? fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.KEEP_ALIVE.asString())
                : !fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }

    /** Gives back what it holds between two answers. */
    synchronized void rest() {
        release();
    }

    /** Reads no more. */
    synchronized void close() {
        closed = true;
        Content.Chunk held = chunk;
        chunk = null;
        if (held != null) {
            held.release();
        }
        release();
    }

    private void release() {
        RetainableByteBuffer now = buffer;
        buffer = null;
        if (now != null) {
            now.release();
        }
    }

    @Override
    public void startResponse(HttpVersion spoken, int code, @Nullable String reason) {
        version = spoken;
        status = code;
        parser.setHeadResponse(bodiless);
    }

    @Override
    public void parsedHeader(HttpField field) {
        fields.add(field);
    }

    @Override
    public boolean headerComplete() {
        step = Step.HEAD;
        return true;
    }

    @Override
    public boolean content(ByteBuffer bytes) {
        RetainableByteBuffer now = buffer;
        if (now == null) {
            return false;
        }
        now.retain();
        chunk = Content.Chunk.asChunk(bytes, false, now);
        step = Step.CONTENT;
        return true;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public void parsedTrailer(HttpField field) {
        HttpFields.Mutable came = trailers;
        if (came == null) {
            came = HttpFields.build();
            trailers = came;
        }
        came.add(field);
    }

    @Override
    public boolean messageComplete() {
        step = Step.END;
        return true;
    }

    @Override
    public void earlyEOF() {
        // The parser says this of a framing that is broken, too.
        failure = inputEnded
                ? new EOFException("the answer ends too early")
                : new HttpException.RuntimeException(HttpStatus.BAD_GATEWAY_502, "broken framing");
    }

    @Override
    public void badMessage(HttpException why) {
        failure = (Throwable) why;
    }

    @Override
    public String toString() {
        return parser + " " + (buffer == null ? "" : BufferUtil.toSummaryString(buffer.getByteBuffer()));
    }
}
