package io.tollgate.boot.jar;

import io.tollgate.upstream.Wire;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;

/** Tells connections on which a request is in hand from those that only stand open. */
final class InHand {
    private InHand() {}

    /** Whether a request has come on it that is not over, be it a tunnel now. What has come of a head is none yet. */
    static boolean on(EndPoint endPoint) {
        Connection inner = EmbeddedJetty.speaking(endPoint);
        if (inner instanceof HTTP2Connection http2) {
            return !http2.getSession().getStreams().isEmpty();
        }
        if (inner instanceof Wire) {
            return true;
        }
        return inner instanceof HttpConnection http && http.getHttpChannel().getRequest() != null;
    }
}
