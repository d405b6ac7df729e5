package io.tollgate.proxy.container;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A request's body in Liberty, mended. Liberty begins to read in the background before it notes that it has begun: a
 * call back in between is overlooked, and the stream is never ready again. It calls back with a lock held; asked with
 * the same lock held, it has no in between. What is called back is done elsewhere, for it wants locks of its own. The
 * reading that a listener begins is not noted at all: until its call back Liberty must not be asked.
 */
final class LibertyInput extends ServletInputStream {
    private final ServletInputStream in;
    private final Object lock;
    private final Executor executor;
    private volatile boolean begun = true;

    /**
     * @param lock held by Liberty whenever it calls the listener
     */
    LibertyInput(ServletInputStream in, Object lock, Executor executor) {
        this.in = in;
        this.lock = lock;
        this.executor = executor;
    }

    @Override
    public boolean isReady() {
        synchronized (lock) {
            return begun && in.isReady();
        }
    }

    @Override
    public boolean isFinished() {
        synchronized (lock) {
            return in.isFinished();
        }
    }

    @Override
    public int read() throws IOException {
        synchronized (lock) {
            return in.read();
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        synchronized (lock) {
            return in.read(into, offset, length);
        }
    }

    @Override
    public void setReadListener(ReadListener listener) {
        begun = false;
        in.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() {
                begun = true;
                elsewhere(() -> {
                    try {
                        listener.onDataAvailable();
                    } catch (IOException e) {
                        listener.onError(e);
                    }
                });
            }

            @Override
            public void onAllDataRead() {
                begun = true;
                elsewhere(() -> {
                    try {
                        listener.onAllDataRead();
                    } catch (IOException e) {
                        listener.onError(e);
                    }
                });
            }

            @Override
            public void onError(Throwable cause) {
                boolean first = !begun;
                begun = true;
                if (first && in.isFinished()) {
                    // There was nothing to read, which its first reading takes for an error.
                    onAllDataRead();
                } else {
                    elsewhere(() -> listener.onError(cause));
                }
            }
        });
    }

    private void elsewhere(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException e) {
            // It is being stopped: nobody reads any more.
            call.run();
        }
    }
}
