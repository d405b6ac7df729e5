package io.tollgate.upstream;

import io.tollgate.model.TimeoutSpec;
import io.tollgate.time.Deadlines;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** One attempt under way in jetty-client. */
final class JettyCall extends LimitedCall
        implements Request.BeginListener,
                Request.HeadersListener,
                Request.CommitListener,
                Request.SuccessListener,
                Response.ContentSourceListener,
                Response.CompleteListener {
    private final RawRequest request;
    private final Duration connect;
    private @Nullable String upgrade;
    private volatile @Nullable Response answer;

    JettyCall(
            RawRequest request,
            Upstream.@Nullable RequestBody body,
            TimeoutSpec timeouts,
            Deadlines deadlines,
            Upstream.Listener listener) {
        super(body, timeouts, deadlines, listener);
        this.request = request;
        this.connect = timeouts.connect();
    }

    /**
     * @param upgrade what the backend is asked to go on in; null for nothing
     */
    void send(@Nullable String upgrade) {
        this.upgrade = upgrade;
        if (upgrade != null) {
            request.attribute(HttpUpgrader.Factory.class.getName(), Switch.NOTHING_TO_PREPARE);
        }
        AttemptBody sent = body;
        if (sent != null) {
            request.body(sent);
            if (sent.getLength() < 0) {
                request.trailersSupplier(sent::trailers);
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
        if (!isConnected()) {
            limitConnecting(connect);
        }
        if (isAborted()) {
            // It may have been too early for Jetty, which has nothing to break off before.
            endAnswer(new IOException("broken off"));
        }
    }

    @Override
    void breakOff(IOException cause) {
        Object unused = request.abort(cause);
    }

    /** Of a request that was aborted already, too: once only, and in vain while a 1xx answer is between two states. */
    private void endAnswer(Throwable cause) {
        request.getConversation().abort(cause, Promise.noop());
    }

    /** A 1xx answer has ended, and another may come: what was broken off between the two was so in vain. */
    void goesOn() {
        if (isAborted()) {
            endAnswer(new IOException("broken off"));
        }
    }

    @Override
    public void onBegin(Request begun) {
        connected(begun.getConnection() instanceof PatientTransport.PatientConnection connection && connection.used());
    }

    /** Comes before the first byte is written; the next event would come after, and too late to tell what has left. */
    @Override
    public void onHeaders(Request next) {
        sending();
    }

    @Override
    public void onCommit(Request next) {
        awaitContinue();
    }

    @Override
    public @Nullable HttpFields trailers() {
        Response whole = answer;
        return whole == null ? null : whole.getTrailers();
    }

    @Override
    public void onSuccess(Request whole) {
        sent();
    }

    @Override
    public void onContentSource(Response response, Content.Source body) {
        boolean switches = response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101;
        if (switches && Switch.isTo(upgrade, response)) {
            lift();
            // There is none; its end is the beginning of what follows.
            Content.Source.consumeAll(body, Callback.NOOP);
            return;
        }
        HttpFields head = response.getHeaders();
        if (AnswerHeads.unspoken(response.getStatus(), head)) {
            abort(Failure.Kind.BAD_RESPONSE);
            return;
        }
        if (mayAnswer()) {
            lift();
            answer = response;
            silence.clientTakes(true);
            long length = head.getLongField(HttpHeader.CONTENT_LENGTH);
            listener.answered(response.getStatus(), head, new AnswerBody(body, length, silence, this::endAnswer));
        } else {
            endAnswer(new IOException("too late"));
        }
    }

    @Override
    public void onComplete(Result result) {
        silence.end();
        lift();
        Throwable failure = result.getFailure();
        Response whole = result.getResponse();
        if (failure == null && whole != null && whole.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
            takeOver(whole.getHeaders());
        } else if (failure != null) {
            report(failure);
        } else if (!isReported()) {
            report(new EOFException("no answer"));
        }
    }

    private void takeOver(HttpFields head) {
        if (isReported()) {
            return;
        }
        lift();
        if (isAborted() || !mayAnswer()) {
            // Only a limit can have been first without having said so yet.
            abort(Failure.Kind.FIRST_BYTE_TIMEOUT);
            report(new IOException("broken off"));
            Switch.of(request, Wire::close);
            return;
        }
        try {
            Switch.of(request, wire -> listener.switched(head, wire));
        } catch (RuntimeException e) {
            listener.failed(judge(e));
        }
    }
}
