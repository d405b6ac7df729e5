package io.tollgate.proxy;

import io.tollgate.control.TrustedProxies;
import io.tollgate.exchange.RequestView;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Who a request comes from. */
public final class ClientAddress {
    private ClientAddress() {}

    /** The literal address of the caller: the peer's, or what the peer says if it is a trusted proxy. */
    public static String of(HttpServletRequest request, TrustedProxies trusted) {
        return of(new ServletRequestView(request), trusted);
    }

    /** What a trusted proxy says of the caller's literal address; null when no such proxy says anything readable. */
    public static @Nullable String told(HttpServletRequest request, TrustedProxies trusted) {
        return told(new ServletRequestView(request), trusted);
    }

    static String of(RequestView view, TrustedProxies trusted) {
        String told = told(view, trusted);
        return told == null ? view.peerAddress() : told;
    }

    private static @Nullable String told(RequestView view, TrustedProxies trusted) {
        return trusted.contains(view.peerAddress()) ? Forwarding.client(view, trusted::contains) : null;
    }
}
