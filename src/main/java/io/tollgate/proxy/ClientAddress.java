package io.tollgate.proxy;

import io.tollgate.control.TrustedProxies;
import io.tollgate.exchange.RequestView;
import jakarta.servlet.http.HttpServletRequest;

/** Who a request comes from. */
public final class ClientAddress {
    private ClientAddress() {}

    /** The literal address of the caller: the peer's, or what the peer says if it is a trusted proxy. */
    public static String of(HttpServletRequest request, TrustedProxies trusted) {
        return of(new ServletRequestView(request), trusted);
    }

    /** The literal address at the other end of the connection. */
    public static String peer(HttpServletRequest request) {
        return new ServletRequestView(request).peerAddress();
    }

    static String of(RequestView view, TrustedProxies trusted) {
        return trusted.contains(view.peerAddress()) ? Forwarding.client(view, trusted::contains) : view.peerAddress();
    }
}
