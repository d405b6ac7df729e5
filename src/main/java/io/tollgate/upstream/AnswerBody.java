package io.tollgate.upstream;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body, whose reader says by asking for more when it is the backend's turn. For one reader at a time.
 *
 * <p>The stock one stands for its connection, not for its answer: once it was read to its end, failing it would fail
 * whatever answer the connection brings by then. So failing this one ends its own request.
 */
final class AnswerBody implements Content.Source, Runnable {
    private final Content.Source body;
    private final long length;
    private final Silence silence;
    private final Consumer<Throwable> abort;
    private @Nullable Runnable reader;

    /**
     * @param length as its head says; -1 where it does not
     * @param abort ends the request, unless it has ended
     */
    AnswerBody(Content.Source body, long length, Silence silence, Consumer<Throwable> abort) {
        this.body = body;
        this.length = length;
        this.silence = silence;
        this.abort = abort;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
    public Content.Chunk read() {
        return body.read();
    }

    @Override
    public void demand(Runnable demandCallback) {
        reader = demandCallback;
        silence.clientTakes(false);
        body.demand(this);
    }

    /** More has come. */
    @Override
    public void run() {
        silence.clientTakes(true);
        Runnable waiting = reader;
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public void fail(Throwable failure) {
        abort.accept(failure);
    }
}
