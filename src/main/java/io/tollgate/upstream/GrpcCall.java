package io.tollgate.upstream;

import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Durations;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.RetryableStreamException;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One health check within its time limit, which runs from the making of this object, over a connection of its own, which is
 * closed when the verdict is known. Thread-safe.
 */
final class GrpcCall implements Promise<Session> {
    /** What is said when there is no HTTP/2 at the other end. */
    static final String OTHER_PROTOCOL = "the backend does not speak HTTP/2";

    private static final String CLOSED = "the connection was closed";
    private static final String CHECK = "/grpc.health.v1.Health/Check";

    private final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    private final BackendUrl url;
    private final ProbeSpec spec;
    private final Clock clock;
    private final long began;
    private final Timer.Cancellable limit;
    private final GrpcAnswer answer;
    private final Talk talk = new Talk();
    private @Nullable Session session;
    private boolean ended;

    GrpcCall(BackendUrl url, ProbeSpec spec, Clock clock, Timer timer) {
        this.url = url;
        this.spec = spec;
        this.clock = clock;
        this.answer = new GrpcAnswer(spec.service());
        this.began = clock.nanos();
        this.limit =
                timer.after(spec.timeout(), () -> end(false, "no answer within " + Durations.format(spec.timeout())));
    }

    CompletableFuture<ProbeResult> result() {
        return result;
    }

    /** How long to go on connecting; zero when the end has come. What comes about after that is closed. */
    Duration patience() {
        return result.isDone() ? Duration.ZERO : spec.timeout();
    }

    /** Hears of all connections that are tried for this call, and listens to the one that was taken. */
    Session.Listener listener() {
        return talk;
    }

    /** There is a connection to ask on. */
    @Override
    public void succeeded(Session connected) {
        boolean late;
        synchronized (this) {
            late = ended;
            session = connected;
        }
        if (late) {
            close(connected);
            return;
        }
        try {
            connected.newStream(
                    new HeadersFrame(request(), null, false),
                    Promise.from(this::ask, failure -> end(false, explain(failure))),
                    new Hearing());
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** There is none. */
    @Override
    public void failed(Throwable failure) {
        end(false, explain(failure));
    }

    /** Ends a connection without waiting for the other end to agree. */
    static void close(Session session) {
        for (Stream open : session.getStreams()) {
            open.reset(new ResetFrame(open.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
        }
        session.close(ErrorCode.NO_ERROR.code, null, Callback.from(((HTTP2Session) session)::disconnect));
    }

    private MetaData.Request request() {
        HttpFields.Mutable fields = HttpFields.build()
                .put(HttpHeader.USER_AGENT, "Tollgate-Probe")
                .put(HttpHeader.CONTENT_TYPE, "application/grpc")
                .put(HttpHeader.TE, "trailers")
                .put("grpc-timeout", spec.timeout().toMillis() + "m")
                .put("grpc-accept-encoding", "identity");
        spec.headers().forEach(fields::put);
        return new MetaData.Request(
                "POST",
                url.secure() ? "https" : "http",
                new HostPortHttpField(spec.host().isEmpty() ? url.authority() : spec.host()),
                CHECK,
                HttpVersion.HTTP_2,
                fields,
                -1);
    }

    private void ask(Stream stream) {
        stream.data(new DataFrame(stream.getId(), HealthMessages.request(spec.service()), true), Callback.NOOP);
    }

    private void end(GrpcAnswer.@Nullable Verdict verdict) {
        if (verdict != null) {
            end(verdict.good(), verdict.detail());
        }
    }

    private void end(boolean good, String detail) {
        Session open;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            open = session;
        }
        limit.cancel();
        if (open != null) {
            close(open);
        }
        result.complete(new ProbeResult(good, clock.wallMillis(), clock.nanos() - began, detail));
    }

    private synchronized boolean taken(Session other) {
        return session == other;
    }

    private static String explain(Throwable failure) {
        if (failure instanceof RetryableStreamException) {
            return "the backend takes no more calls on the connection (GOAWAY)";
        }
        if (closed(failure)) {
            return CLOSED;
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Whether the other end has gone, as a read or a write found out. */
    private static boolean closed(Throwable failure) {
        return failure instanceof ClosedChannelException || failure instanceof EOFException;
    }

    private static String code(int error) {
        String name = ErrorCode.toString(error, String.valueOf(error));
        return name.toUpperCase(Locale.ROOT).replaceFirst("_ERROR$", "");
    }

    /** What happens to connections. */
    private final class Talk implements Session.Listener {
        /** The other end has said something that is HTTP/2. */
        private volatile boolean spoken;

        @Override
        public Map<Integer, Integer> onPreface(Session opened) {
            return Map.of(SettingsFrame.ENABLE_PUSH, 0);
        }

        @Override
        public void onSettings(Session from, SettingsFrame frame) {
            spoken |= taken(from);
        }

        /** Silence has the call's own limit, and none while the call goes on. */
        @Override
        public boolean onIdleTimeout(Session silent) {
            return !taken(silent) || result.isDone();
        }

        @Override
        public void onFailure(Session failed, Throwable failure, Callback callback) {
            if (taken(failed)) {
                end(false, why(failure));
            }
            callback.succeeded();
        }

        private String why(Throwable failure) {
            if (closed(failure)) {
                return CLOSED;
            }
            return spoken ? "broken HTTP/2: " + failure.getMessage() : OTHER_PROTOCOL;
        }

        @Override
        public void onClose(Session closed, GoAwayFrame frame, Callback callback) {
            if (taken(closed)) {
                end(false, CLOSED);
            }
            callback.succeeded();
        }
    }

    /** What comes of the answer. */
    private final class Hearing implements Stream.Listener {
        @Override
        public void onHeaders(Stream stream, HeadersFrame frame) {
            MetaData head = frame.getMetaData();
            if (!(head instanceof MetaData.Response response)) {
                end(answer.end(head.getHttpFields()));
            } else if (response.getStatus() >= 200) {
                end(answer.head(response.getStatus(), response.getHttpFields(), frame.isEndStream()));
                stream.demand();
            }
        }

        @Override
        public void onDataAvailable(Stream stream) {
            for (Stream.Data data = stream.readData(); data != null; data = stream.readData()) {
                boolean last = data.frame().isEndStream();
                end(answer.body(data.frame().getByteBuffer()));
                data.release();
                if (last) {
                    end(answer.end(HttpFields.EMPTY));
                    return;
                }
            }
            stream.demand();
        }

        @Override
        public void onReset(Stream stream, ResetFrame frame, Callback callback) {
            end(false, "the call was reset (" + code(frame.getError()) + ")");
            callback.succeeded();
        }

        @Override
        public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
            boolean closed = error == ErrorCode.NO_ERROR.code && !(failure instanceof RetryableStreamException);
            end(false, closed ? CLOSED : explain(failure));
            callback.succeeded();
        }
    }
}
