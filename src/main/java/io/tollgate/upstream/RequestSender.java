package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request with a body: the head with what has come of the body by then, and the rest as it comes. The next part
 * is read when the backend has taken the one before. Used once.
 */
final class RequestSender extends IteratingCallback {
    private static final HttpField CHUNKED =
            new HttpField(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED.asString());

    private final KeptCall call;
    private final PatientTransport.PatientConnection connection;
    private final AttemptBody body;
    private final boolean chunked;

    /** Makes the head when it is to be written; null from then on. */
    private @Nullable Supplier<RetainableByteBuffer> unsent;

    /** What is on its way. */
    private @Nullable RetainableByteBuffer head;

    private Content.@Nullable Chunk part;
    private boolean whole;

    /** @param call is told how the sending ends */
    RequestSender(KeptCall call, PatientTransport.PatientConnection connection, AttemptBody body) {
        this.call = call;
        this.connection = connection;
        this.body = body;
        this.chunked = body.getLength() < 0;
    }

    /** @param fields without one that frames the body */
    void send(String method, String target, HttpFields fields) {
        HttpField framing =
                chunked ? CHUNKED : new HttpField(HttpHeader.CONTENT_LENGTH, String.valueOf(body.getLength()));
        unsent = () -> connection.head(method, target, fields, framing);
        iterate();
    }

    @Override
    protected Action process() {
        try {
            return whole ? Action.SUCCEEDED : next();
        } catch (RuntimeException e) {
            // No fault of the backend's, which will not answer it.
            call.fail(e);
            return Action.IDLE;
        }
    }

    private Action next() {
        Content.Chunk next = body.read();
        if (next == null && unsent == null) {
            call.awaitContinue();
            body.demand(this::iterate);
            return Action.IDLE;
        }
        if (next != null && Content.Chunk.isFailure(next)) {
            call.fail(next.getFailure());
            return Action.IDLE;
        }
        part = next;
        whole = next != null && next.isLast();
        write(next == null ? BufferUtil.EMPTY_BUFFER : next.getByteBuffer());
        return Action.SCHEDULED;
    }

    private void write(ByteBuffer bytes) {
        Supplier<RetainableByteBuffer> made = unsent;
        unsent = null;
        RetainableByteBuffer first = made == null ? null : made.get();
        head = first;
        ByteBuffer before = first == null ? BufferUtil.EMPTY_BUFFER : first.getByteBuffer();
        if (!chunked) {
            connection.write(this, before, bytes);
            return;
        }
        boolean some = bytes.hasRemaining();
        connection.write(
                this,
                before,
                some ? RequestWriter.chunkSize(bytes.remaining()) : BufferUtil.EMPTY_BUFFER,
                bytes,
                some ? RequestWriter.chunkEnd() : BufferUtil.EMPTY_BUFFER,
                whole ? RequestWriter.lastChunk(body.trailers()) : BufferUtil.EMPTY_BUFFER);
    }

    @Override
    protected void onSuccess() {
        release();
    }

    @Override
    protected void onCompleteSuccess() {
        call.succeeded();
    }

    @Override
    protected void onFailure(Throwable cause) {
        body.fail(cause);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        release();
        call.failed(cause);
    }

    private void release() {
        RetainableByteBuffer sent = head;
        head = null;
        if (sent != null) {
            sent.release();
        }
        Content.Chunk taken = part;
        part = null;
        if (taken != null) {
            taken.release();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
