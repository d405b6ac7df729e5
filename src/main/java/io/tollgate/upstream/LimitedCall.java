package io.tollgate.upstream;

import io.tollgate.model.TimeoutSpec;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** An attempt under way, its time limits, and what its failures mean. */
abstract class LimitedCall implements Upstream.Call {
    /** How long what a backend did with a kept connection before the request came may take to be seen here. */
    private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What has come of an answer is read at once; without one the reading side fails long before this. */
    static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(1);

    /** After which a body is sent to a backend that does not say whether it will take it, as curl does. */
    private static final Duration CONTINUE_PATIENCE = Duration.ofSeconds(1);

    /** What the listener has been told of how it went. */
    private enum Said {
        NOTHING,
        /** A limit for the answer's head has ended it: an answer that comes now is none, and its failure is on its way. */
        TOO_LATE,
        /** That it was answered, or that it failed. */
        ALL
    }

    final Upstream.Listener listener;
    final Silence silence;

    /** The request's; null where it has none. */
    final @Nullable AttemptBody body;

    private final Duration firstByte;
    private final Deadlines deadlines;
    private final AtomicReference<Failure.@Nullable Kind> aborted = new AtomicReference<>();
    private final AtomicReference<Said> said = new AtomicReference<>(Said.NOTHING);
    private final AtomicReference<Timer.Cancellable> limit = new AtomicReference<>(Timer.Cancellable.NOTHING);
    private volatile boolean connected;
    private volatile boolean sending;
    private volatile boolean reused;
    private volatile boolean heard;
    private volatile long sendingNanos;

    LimitedCall(
            Upstream.@Nullable RequestBody body,
            TimeoutSpec timeouts,
            Deadlines deadlines,
            Upstream.Listener listener) {
        this.firstByte = timeouts.firstByte();
        this.deadlines = deadlines;
        this.silence = new Silence(timeouts.idle(), deadlines, () -> abort(Failure.Kind.IDLE_TIMEOUT));
        this.body = body == null ? null : new AttemptBody(body, silence);
        this.listener = listener;
    }

    /** Breaks off what is under way, with that cause. */
    abstract void breakOff(IOException cause);

    @Override
    public final void abort(Failure.Kind why) {
        if (aborted.compareAndSet(null, why)) {
            breakOff(new IOException("broken off: " + why));
        }
    }

    final boolean isAborted() {
        return aborted.get() != null;
    }

    @Override
    public final Failure judge(Throwable cause) {
        Failure.Kind why = aborted.get();
        if (why != null) {
            return new Failure(why, sending, false, null);
        }
        if (!connected) {
            return new Failure(Failure.Kind.CONNECT, false, false, cause);
        }
        Failure.Kind kind = kind(cause);
        return new Failure(kind, sending, kind == Failure.Kind.RESET && crossed(), cause);
    }

    private boolean crossed() {
        return reused && !heard && (!sending || deadlines.nanos() - sendingNanos < CROSSING_NANOS);
    }

    /**
     * It has a connection.
     *
     * @param used whether others have used that before
     */
    final void connected(boolean used) {
        lift();
        reused = used;
        connected = true;
        silence.begin();
        listener.connected();
    }

    /** Bytes of the request may reach the backend from now on. */
    final void sending() {
        sendingNanos = deadlines.nanos();
        sending = true;
    }

    final boolean isConnected() {
        return connected;
    }

    /** For a request that has no connection when its sending returns, and may get one at any moment. */
    final void limitConnecting(Duration time) {
        Timer.Cancellable connecting = deadlines.set(time, () -> abort(Failure.Kind.CONNECT));
        boolean late = !limit.compareAndSet(Timer.Cancellable.NOTHING, connecting);
        if (late || ((connected || isReported()) && limit.compareAndSet(connecting, Timer.Cancellable.NOTHING))) {
            connecting.cancel();
        }
    }

    /** The head has been sent. Where the client waits for the backend's word before its body, so does this, for a while. */
    final void awaitContinue() {
        AttemptBody waiting = body;
        if (waiting != null && waiting.waits()) {
            limitAnswer(CONTINUE_PATIENCE, waiting::proceed);
        }
    }

    /** The whole request has been sent. */
    final void sent() {
        silence.broken();
        if (!firstByte.isZero()) {
            endUnanswered(firstByte, () -> abort(Failure.Kind.FIRST_BYTE_TIMEOUT));
        }
    }

    /** Sets a limit for the answer's head, unless that has come. */
    private void limitAnswer(Duration time, Runnable expired) {
        if (!isReported()) {
            limit(time, expired);
            if (isReported()) {
                lift();
            }
        }
    }

    /**
     * Ends it after that time, unless the answer's head is there first: once that is the listener's, only what holds for
     * its body may end it.
     *
     * @param end has a failure come of it
     */
    final void endUnanswered(Duration time, Runnable end) {
        limitAnswer(time, () -> {
            if (said.compareAndSet(Said.NOTHING, Said.TOO_LATE)) {
                end.run();
            }
        });
    }

    /** A 1xx answer but for 101 has come. */
    final void interim(int status, HttpFields head) {
        heard = true;
        silence.broken();
        AttemptBody waiting = body;
        if (status == HttpStatus.CONTINUE_100 && waiting != null && waiting.waits()) {
            lift();
            waiting.proceed();
        } else {
            listener.interim(status, head);
        }
    }

    final boolean isReported() {
        return said.get() == Said.ALL;
    }

    /** Whether whoever asks is the one to report an answer. */
    final boolean mayAnswer() {
        return said.compareAndSet(Said.NOTHING, Said.ALL);
    }

    /** Reports a failure, unless something was reported. */
    final void report(Throwable cause) {
        lift();
        if (said.getAndSet(Said.ALL) != Said.ALL) {
            listener.failed(judge(cause));
        }
    }

    /** Sets a limit in place of any other. */
    private void limit(Duration time, Runnable expired) {
        swap(deadlines.set(time, expired));
    }

    /** There is no limit any more. */
    final void lift() {
        swap(Timer.Cancellable.NOTHING);
    }

    private void swap(Timer.Cancellable next) {
        limit.getAndSet(next).cancel();
    }

    private static Failure.Kind kind(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof RequestBodyException) {
                return Failure.Kind.REQUEST_BODY;
            }
            if (each instanceof TimeoutException) {
                return Failure.Kind.IDLE_TIMEOUT;
            }
            if (each instanceof HttpResponseException || each instanceof HttpException || unspoken(each)) {
                return Failure.Kind.BAD_RESPONSE;
            }
        }
        return Failure.Kind.RESET;
    }

    /**
     * The parser's complaint about a head that has a good status already. It bears that status, and Jetty asserts that
     * complaints have bad ones: where assertions are on, it does not get further than that.
     */
    private static boolean unspoken(Throwable cause) {
        return cause instanceof AssertionError;
    }
}
