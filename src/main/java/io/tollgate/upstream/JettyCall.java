package io.tollgate.upstream;

import io.tollgate.model.TimeoutSpec;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.internal.HttpConnectionOverHTTP;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** One attempt under way in jetty-client, its time limits, and what its failures mean. */
final class JettyCall
        implements Upstream.Call,
                Request.BeginListener,
                Request.HeadersListener,
                Request.CommitListener,
                Request.SuccessListener,
                Response.ContentSourceListener,
                Response.CompleteListener {
    /** How long what a backend did with a kept connection before the request came may take to be seen here. */
    private static final long CROSSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Timer.Cancellable NO_LIMIT = () -> false;

    /** After which a body is sent to a backend that does not say whether it will take it, as curl does. */
    private static final Duration CONTINUE_PATIENCE = Duration.ofSeconds(1);

    private final RawRequest request;
    private @Nullable AttemptBody body;
    private @Nullable String upgrade;
    private final TimeoutSpec timeouts;
    private final Deadlines deadlines;
    private final Silence silence;
    private final Upstream.Listener listener;
    private final AtomicReference<Failure.@Nullable Kind> aborted = new AtomicReference<>();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final AtomicReference<Timer.Cancellable> limit = new AtomicReference<>(NO_LIMIT);
    private volatile boolean connected;
    private volatile boolean sending;
    private volatile boolean reused;
    private volatile boolean heard;
    private volatile long sendingNanos;
    private volatile @Nullable Response answer;

    JettyCall(RawRequest request, TimeoutSpec timeouts, Deadlines deadlines, Upstream.Listener listener) {
        this.request = request;
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        this.silence = new Silence(timeouts.idle(), deadlines, () -> abort(Failure.Kind.IDLE_TIMEOUT));
        this.listener = listener;
    }

    /**
     * @param upgrade what the backend is asked to go on in; null for nothing
     */
    void send(Upstream.@Nullable RequestBody body, @Nullable String upgrade) {
        this.upgrade = upgrade;
        if (upgrade != null) {
            request.attribute(HttpUpgrader.Factory.class.getName(), Switch.NOTHING_TO_PREPARE);
        }
        if (body != null) {
            AttemptBody sent = new AttemptBody(body, silence);
            this.body = sent;
            request.body(sent);
            if (body.length() < 0) {
                request.trailersSupplier(body::trailers);
            }
        }
        request.attribute(InterimAnswers.CALL, this);
        // Jetty's own would count while the client is waited for, too.
        request.idleTimeout(0, TimeUnit.MILLISECONDS);
        request.onRequestBegin(this);
        request.onRequestHeaders(this);
        request.onRequestCommit(this);
        request.onRequestSuccess(this);
        listener.begun(this);
        try {
            // Sending with a listener registers it for every event of the answer that it knows.
            request.send(this);
        } catch (RuntimeException e) {
            report(e);
            return;
        }
        if (!connected) {
            limitConnecting();
        }
        if (aborted.get() != null) {
            // It may have been too early for Jetty, which has nothing to break off before.
            endAnswer(new IOException("broken off"));
        }
    }

    /** For a request that has no connection when its sending returns, and may get one at any moment. */
    private void limitConnecting() {
        Timer.Cancellable connecting = deadlines.set(timeouts.connect(), () -> abort(Failure.Kind.CONNECT));
        boolean late = !limit.compareAndSet(NO_LIMIT, connecting);
        if (late || ((connected || reported.get()) && limit.compareAndSet(connecting, NO_LIMIT))) {
            connecting.cancel();
        }
    }

    @Override
    public void abort(Failure.Kind why) {
        if (aborted.compareAndSet(null, why)) {
            Object unused = request.abort(new IOException("broken off: " + why));
        }
    }

    /** Of a request that was aborted already, too: once only, and in vain while a 1xx answer is between two states. */
    private void endAnswer(Throwable cause) {
        request.getConversation().abort(cause, Promise.noop());
    }

    @Override
    public Failure judge(Throwable cause) {
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

    @Override
    public void onBegin(Request begun) {
        reused = begun.getConnection() instanceof HttpConnectionOverHTTP connection && connection.getMessagesIn() > 0;
        connected = true;
        swapLimit(NO_LIMIT);
        silence.begin();
        listener.connected();
    }

    /** Comes before the first byte is written; the next event would come after, and too late to tell what has left. */
    @Override
    public void onHeaders(Request next) {
        sendingNanos = deadlines.nanos();
        sending = true;
    }

    @Override
    public void onCommit(Request next) {
        AttemptBody waiting = body;
        if (waiting != null && waiting.waits()) {
            swapLimit(deadlines.set(CONTINUE_PATIENCE, waiting::proceed));
        }
    }

    /** A 1xx answer but for 101 has come. */
    void interim(int status, HttpFields head) {
        heard = true;
        silence.broken();
        AttemptBody waiting = body;
        if (status == HttpStatus.CONTINUE_100 && waiting != null && waiting.waits()) {
            swapLimit(NO_LIMIT);
            waiting.proceed();
        } else {
            listener.interim(status, head);
        }
    }

    @Override
    public @Nullable HttpFields trailers() {
        Response whole = answer;
        return whole == null ? null : whole.getTrailers();
    }

    @Override
    public void onSuccess(Request sent) {
        silence.broken();
        if (!timeouts.firstByte().isZero() && !reported.get()) {
            swapLimit(deadlines.set(timeouts.firstByte(), () -> abort(Failure.Kind.FIRST_BYTE_TIMEOUT)));
            if (reported.get()) {
                swapLimit(NO_LIMIT);
            }
        }
    }

    @Override
    public void onContentSource(Response response, Content.Source body) {
        String coding = response.getHeaders().get(HttpHeader.TRANSFER_ENCODING);
        boolean coded = coding != null && !HttpHeaderValue.CHUNKED.is(coding);
        boolean switches = response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101;
        if (switches && Switch.isTo(upgrade, response)) {
            swapLimit(NO_LIMIT);
            // There is none; its end is the beginning of what follows.
            Content.Source.consumeAll(body, Callback.NOOP);
            return;
        }
        if (coded || switches) {
            // Nobody asked for it: what follows is in no protocol or coding that anybody here speaks.
            abort(Failure.Kind.BAD_RESPONSE);
            return;
        }
        if (reported.compareAndSet(false, true)) {
            swapLimit(NO_LIMIT);
            answer = response;
            silence.clientTakes(true);
            HttpFields head = response.getHeaders();
            long length = head.getLongField(HttpHeader.CONTENT_LENGTH);
            listener.answered(response.getStatus(), head, new AnswerBody(body, length, silence, this::endAnswer));
        }
    }

    @Override
    public void onComplete(Result result) {
        silence.end();
        Throwable failure = result.getFailure();
        Response whole = result.getResponse();
        if (failure == null && whole != null && whole.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            takeOver(whole.getHeaders());
        } else if (failure != null) {
            report(failure);
        } else if (!reported.get()) {
            report(new EOFException("no answer"));
        }
    }

    private void takeOver(HttpFields head) {
        if (!reported.compareAndSet(false, true)) {
            return;
        }
        swapLimit(NO_LIMIT);
        if (aborted.get() != null) {
            listener.failed(judge(new IOException("broken off")));
            Switch.of(request, Wire::close);
            return;
        }
        try {
            Switch.of(request, wire -> listener.switched(head, wire));
        } catch (RuntimeException e) {
            listener.failed(judge(e));
        }
    }

    private void report(Throwable cause) {
        swapLimit(NO_LIMIT);
        if (reported.compareAndSet(false, true)) {
            listener.failed(judge(cause));
        }
    }

    private void swapLimit(Timer.Cancellable next) {
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
