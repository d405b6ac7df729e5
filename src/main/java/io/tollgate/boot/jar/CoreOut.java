package io.tollgate.boot.jar;

import io.tollgate.proxy.AnswerOut;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * An answer's way past Jetty's servlet layer, which would copy it and have another thread tell that it can be written.
 * What is written is sent at once, with the head before it.
 */
final class CoreOut implements AnswerOut, Callback {
    private enum State {
        READY,
        /** The thread that writes is within the call. */
        WRITING,
        /** It has left the call, and the end of the write is to come. */
        WAITING,
        FAILED
    }

    private final Response response;
    private final WriteListener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.READY);
    private boolean begun;

    private CoreOut(Response response, WriteListener listener) {
        this.response = response;
        this.listener = listener;
    }

    /**
     * It is ready, and says so.
     *
     * @param response beneath the servlet layer
     */
    static CoreOut open(Response response, WriteListener listener) {
        CoreOut opened = new CoreOut(response, listener);
        opened.tellReady();
        return opened;
    }

    @Override
    public boolean ready() {
        return state.get() == State.READY;
    }

    @Override
    public void write(ByteBuffer bytes, boolean last) {
        begun = true;
        state.set(State.WRITING);
        response.write(last, bytes, this);
        state.compareAndSet(State.WRITING, State.WAITING);
    }

    @Override
    public boolean holdsBack() {
        return !begun;
    }

    @Override
    public void flush() {
        write(BufferUtil.EMPTY_BUFFER, false);
    }

    @Override
    public void again() {
        // Nothing of the response that was reset had been sent.
    }

    @Override
    public void finish() {
        response.write(true, BufferUtil.EMPTY_BUFFER, Callback.NOOP);
    }

    @Override
    public void succeeded() {
        if (!state.compareAndSet(State.WRITING, State.READY)) {
            state.set(State.READY);
            tellReady();
        }
    }

    @Override
    public void failed(Throwable cause) {
        state.set(State.FAILED);
        listener.onError(cause);
    }

    private void tellReady() {
        try {
            listener.onWritePossible();
        } catch (IOException e) {
            listener.onError(e);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
