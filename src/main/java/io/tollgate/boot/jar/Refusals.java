package io.tollgate.boot.jar;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import io.tollgate.proxy.Gate;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes an exchange of what Jetty refuses before any filter sees it, so that log and metrics know of it as of all others.
 * Of HTTP/2 it also hears of connections that end by the client's fault. Thread-safe.
 */
final class Refusals implements HTTP2Session.FrameListener {
    private static final Set<ErrorCode> CLIENTS_FAULT = EnumSet.of(
            ErrorCode.PROTOCOL_ERROR,
            ErrorCode.FLOW_CONTROL_ERROR,
            ErrorCode.STREAM_CLOSED_ERROR,
            ErrorCode.FRAME_SIZE_ERROR,
            ErrorCode.COMPRESSION_ERROR,
            ErrorCode.ENHANCE_YOUR_CALM_ERROR);

    private volatile @Nullable Gate gate;

    /** Before this nothing is taken, and nothing is noted. */
    void open(Gate into) {
        this.gate = into;
    }

    /**
     * Notes a request that is refused.
     *
     * @param status what the client is sent; 0 for nothing
     * @param reason what it is told, if anything
     * @param flaw null when it is not the request that is wrong
     */
    void note(RequestView request, int status, @Nullable ErrorReason reason, @Nullable Flaw flaw, long bytesOut) {
        Gate open = gate;
        if (open == null) {
            return;
        }
        Exchange exchange = open.exchange(request, open.snapshot().get());
        exchange.status(status);
        exchange.sent(bytesOut);
        if (reason != null) {
            exchange.reason(reason);
        }
        if (flaw != null) {
            exchange.flaw(flaw);
        }
        exchange.end(open.observer());
    }

    @Override
    public void onOutgoingFrame(Session session, Frame frame) {
        if (frame instanceof GoAwayFrame end && CLIENTS_FAULT.contains(ErrorCode.from(end.getError()))) {
            note(
                    new UnreadRequest(session.getRemoteSocketAddress(), session.getLocalSocketAddress()),
                    0,
                    ErrorReason.BAD_REQUEST,
                    Flaw.HTTP2,
                    0);
        }
    }
}
