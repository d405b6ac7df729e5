package io.tollgate.upstream;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as jetty-client wants it. It opens the body at the first reading, which is after a connection
 * exists: an attempt that cannot connect leaves the body untouched. Where the client waits for the backend's word, so
 * does the body.
 */
final class AttemptBody implements Request.Content {
    private final Upstream.RequestBody body;
    private final AtomicReference<@Nullable Runnable> held = new AtomicReference<>();
    private volatile boolean wanted;
    private final Silence silence;
    private Content.@Nullable Source source;

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

    @Override
    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    public Content.Chunk read() {
        silence.broken();
        return wanted ? opened().read() : null;
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
    public void fail(Throwable failure) {
        Content.Source open = source;
        if (open != null) {
            open.fail(failure);
        }
    }

    private void await(Runnable callback) {
        silence.clientSends(true);
        opened().demand(() -> {
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

    private Content.Source opened() {
        Content.Source open = source;
        if (open == null) {
            open = body.open();
            source = open;
        }
        return open;
    }
}
