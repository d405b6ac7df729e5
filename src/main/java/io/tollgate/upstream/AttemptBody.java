package io.tollgate.upstream;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way to a backend. It is opened at the first reading, which is after a connection exists: an
 * attempt that cannot connect leaves it untouched. Where the client waits for the backend's word, so does the body.
 */
final class AttemptBody implements Request.Content {
    private final Upstream.RequestBody body;
    private final AtomicReference<@Nullable Runnable> held = new AtomicReference<>();
    private volatile boolean wanted;
    private final Silence silence;
    private Content.@Nullable Source source;
    private volatile @Nullable Throwable failure;

    AttemptBody(Upstream.RequestBody body, Silence silence) {
        this.body = body;
        this.silence = silence;
        this.wanted = !body.awaitsContinue();
    }

    /** Whether it waits for {@link #proceed}. */
    boolean waits() {
        return !wanted;
    }

    /** The backend will take it. */
    void proceed() {
        wanted = true;
        release();
    }

    /** None is made up: what the client says of its body is passed on as a field like any other. */
    @Override
    @SuppressWarnings("NullAway") // Null means none. The interface is not annotated.
    public String getContentType() {
        return null;
    }

    @Override
    public long getLength() {
        return body.length();
    }

    /** The fields after it; null before its end, and without any. */
    @Nullable
    HttpFields trailers() {
        return body.trailers();
    }

    @Override
    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    public Content.Chunk read() {
        silence.broken();
        if (!wanted) {
            return null;
        }
        Content.Source open = opened();
        return open == null ? Content.Chunk.from(failure, true) : open.read();
    }

    @Override
    public void demand(Runnable demandCallback) {
        if (wanted) {
            await(demandCallback);
            return;
        }
        held.set(demandCallback);
        if (wanted) {
            release();
        }
    }

    @Override
    public void fail(Throwable cause) {
        Content.Source open;
        synchronized (this) {
            failure = cause;
            open = source;
        }
        if (open != null) {
            open.fail(cause);
        }
    }

    private void await(Runnable callback) {
        Content.Source open = opened();
        if (open == null) {
            callback.run();
            return;
        }
        silence.clientSends(true);
        open.demand(() -> {
            silence.clientSends(false);
            callback.run();
        });
    }

    private void release() {
        Runnable callback = held.getAndSet(null);
        if (callback != null) {
            callback.run();
        }
    }

    /** Null if it failed before: by then another attempt may have opened it, which would lose it. */
    private synchronized Content.@Nullable Source opened() {
        if (source == null && failure == null) {
            source = body.open();
        }
        return source;
    }
}
