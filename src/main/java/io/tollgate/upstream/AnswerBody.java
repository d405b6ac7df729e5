package io.tollgate.upstream;

import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** An answer's body, whose reader says by asking for more when it is the backend's turn. For one reader at a time. */
final class AnswerBody implements Content.Source, Runnable {
    private final Content.Source body;
    private final Silence silence;
    private @Nullable Runnable reader;

    AnswerBody(Content.Source body, Silence silence) {
        this.body = body;
        this.silence = silence;
    }

    @Override
    public long getLength() {
        return body.getLength();
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
        body.fail(failure);
    }

    @Override
    public void fail(Throwable failure, boolean last) {
        body.fail(failure, last);
    }
}
