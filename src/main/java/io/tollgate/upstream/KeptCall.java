package io.tollgate.upstream;

import io.tollgate.model.TimeoutSpec;
import io.tollgate.time.Deadlines;
import java.io.IOException;
import java.nio.channels.WritePendingException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a connection that was kept, past jetty-client's exchanges: written and read on whatever thread brings the
 * event, with no queue, no notifier and no copy between.
 */
final class KeptCall extends LimitedCall implements Content.Source, Callback {
    private final PatientTransport.PatientConnection connection;
    private final KeptReader reader;
    private final @Nullable RequestSender sender;
    private final AtomicReference<@Nullable Runnable> reading = new AtomicReference<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** An answer may be read to its end while the thread that wrote the request is still on its way out. */
    private final AtomicInteger halves = new AtomicInteger(2);

    private volatile boolean last;
    private long length;
    private boolean answered;
    private boolean ended;
    private @Nullable HttpFields trailers;
    private volatile @Nullable Throwable failure;

    /**
     * @param connection acquired for this call
     * @param body null for a request without one
     * @param last whether the connection is not to be used again
     */
    KeptCall(
            PatientTransport.PatientConnection connection,
            Upstream.@Nullable RequestBody body,
            boolean last,
            TimeoutSpec timeouts,
            Deadlines deadlines,
            Upstream.Listener listener) {
        super(body, timeouts, deadlines, listener);
        this.connection = connection;
        this.reader = connection.reader();
        this.sender = this.body == null ? null : new RequestSender(this, connection, this.body);
        this.last = last;
    }

    /** May be broken off by whoever is told of it, and by others, at any moment. */
    void send(String method, String target, HttpFields head) {
        try {
            listener.begun(this);
            if (over.get()) {
                return;
            }
            connected(connection.used());
            reader.begin(method.equals("HEAD"));
            if (connection.uses(this)) {
                Loops.afterEvents(() -> begin(method, target, head));
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void begin(String method, String target, HttpFields head) {
        if (over.get()) {
            return;
        }
        try {
            sending();
            write(method, target, head);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void write(String method, String target, HttpFields head) {
        RequestSender upload = sender;
        if (upload != null) {
            upload.send(method, target, head);
            return;
        }
        RetainableByteBuffer bytes = connection.head(method, target, head, RequestWriter.noBody(method));
        try {
            connection.write(Callback.from(this, bytes::release), bytes.getByteBuffer());
        } catch (WritePendingException e) {
            bytes.release();
            throw e;
        }
    }

    // What becomes of the request's bytes.

    @Override
    public void succeeded() {
        sent();
        halfDone();
    }

    /**
     * A backend that refuses what is sent answers and closes, often without reading it: what it says is still to be read.
     * From a connection that was closed here nothing comes.
     */
    @Override
    public void failed(Throwable cause) {
        if (over.get()) {
            return;
        }
        if (!connection.isOpen()) {
            fail(cause);
            return;
        }
        last = true;
        endUnanswered(REFUSAL_PATIENCE, () -> fail(cause));
        halfDone();
    }

    // What comes of the answer.

    /** Bytes have come, or the connection has ended. */
    void readable() {
        if (answered) {
            silence.clientTakes(true);
            tellReader();
            return;
        }
        try {
            for (KeptReader.Step step = reader.advance(); step != KeptReader.Step.MORE; step = reader.advance()) {
                if (step != KeptReader.Step.HEAD) {
                    throw new IllegalStateException("a body without a head");
                }
                if (!HttpStatus.isInterim(reader.status()) || reader.status() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                    answer();
                    return;
                }
                interim(reader.status(), reader.fields());
            }
            connection.fillInterested();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void answer() {
        HttpFields head = reader.fields();
        if (AnswerHeads.unspoken(reader.status(), head)) {
            abort(Failure.Kind.BAD_RESPONSE);
            return;
        }
        answered = true;
        length = head.getLongField(HttpHeader.CONTENT_LENGTH);
        if (mayAnswer()) {
            lift();
            silence.clientTakes(true);
            int status = reader.status();
            // What comes of it is mostly a write, too.
            Loops.afterEvents(() -> listener.answered(status, head, this));
        }
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    public Content.Chunk read() {
        if (ended) {
            return Content.Chunk.EOF;
        }
        Throwable why = failure;
        if (why != null) {
            return Content.Chunk.from(why, true);
        }
        try {
            return switch (reader.advance()) {
                case CONTENT -> reader.content();
                case END -> end();
                case MORE -> null;
                case HEAD -> throw new IOException("a head within a body");
            };
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
            return Content.Chunk.from(e, true);
        }
    }

    private Content.Chunk end() {
        ended = true;
        // Others may read from the connection as soon as this is done.
        trailers = reader.trailers();
        // It may still have to take the request, for which there is no other limit.
        silence.clientTakes(false);
        halfDone();
        return Content.Chunk.EOF;
    }

    private void halfDone() {
        if (halves.decrementAndGet() == 0 && over.compareAndSet(false, true)) {
            silence.end();
            connection.rest(this, !last && reader.persists());
        }
    }

    @Override
    public void demand(Runnable demandCallback) {
        silence.clientTakes(false);
        reading.set(demandCallback);
        if (ended || over.get()) {
            tellReader();
        } else {
            connection.fillInterested();
        }
    }

    @Override
    public void fail(Throwable cause) {
        if (over.get()) {
            return;
        }
        // Whoever finds it over without an end looks for this.
        failure = cause;
        if (!over.compareAndSet(false, true)) {
            return;
        }
        lift();
        silence.end();
        AttemptBody unsent = body;
        RequestSender upload = sender;
        if (unsent != null && upload != null) {
            // Another attempt may be about to read the body: from now on this one must not begin to.
            unsent.fail(cause);
            upload.abort(cause);
        }
        connection.end(this, cause);
        report(cause);
        tellReader();
    }

    private void tellReader() {
        Runnable waiting = reading.getAndSet(null);
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    void breakOff(IOException cause) {
        fail(cause);
    }

    @Override
    public @Nullable HttpFields trailers() {
        return trailers;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
