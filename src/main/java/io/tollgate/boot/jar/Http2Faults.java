package io.tollgate.boot.jar;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Channel;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/**
 * Learns from what Jetty sends that a client broke the rules of HTTP/2: a connection that it ends never became an
 * exchange, and of a stream that it resets it tells nobody, so that its exchange would wait for a body that cannot come.
 * Thread-safe.
 */
final class Http2Faults implements HTTP2Session.FrameListener {
    private static final Set<ErrorCode> CLIENTS_FAULT = EnumSet.of(
            ErrorCode.PROTOCOL_ERROR,
            ErrorCode.FLOW_CONTROL_ERROR,
            ErrorCode.STREAM_CLOSED_ERROR,
            ErrorCode.FRAME_SIZE_ERROR,
            ErrorCode.COMPRESSION_ERROR,
            ErrorCode.ENHANCE_YOUR_CALM_ERROR);

    private final String listener;
    private final Refusals refusals;
    private final Executor executor;

    /** @param listener the id of the listener whose connections it hears */
    Http2Faults(String listener, Refusals refusals, Executor executor) {
        this.listener = listener;
        this.refusals = refusals;
        this.executor = executor;
    }

    @Override
    public void onOutgoingFrame(Session session, Frame frame) {
        if (frame instanceof GoAwayFrame end && clientsFault(end.getError())) {
            Exchange exchange = refusals.begin(
                    new UnreadRequest(listener, session.getRemoteSocketAddress(), session.getLocalSocketAddress()));
            refusals.end(exchange, 0, ErrorReason.BAD_REQUEST, Flaw.HTTP2, 0);
        } else if (frame instanceof ResetFrame reset && clientsFault(reset.getError())) {
            fail(session, reset.getStreamId());
        }
    }

    private void fail(Session session, int id) {
        if (session.getStream(id) instanceof HTTP2Stream stream
                && stream.getAttachment() instanceof HTTP2Channel.Server channel) {
            Runnable task = channel.onFailure(
                    new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "the stream broke the rules"),
                    Callback.NOOP);
            executor.execute(task);
        }
    }

    private static boolean clientsFault(int error) {
        ErrorCode code = ErrorCode.from(error);
        return code != null && CLIENTS_FAULT.contains(code);
    }
}
