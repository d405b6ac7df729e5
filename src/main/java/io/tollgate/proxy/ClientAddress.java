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
        RequestView view = new ServletRequestView(request);
        String told = Origins.client(view, trusted::contains);
        return told == null ? view.peerAddress() : told;
    }

    /** What a trusted proxy says of the caller's literal address; null when no such proxy says anything readable. */
    public static @Nullable String told(HttpServletRequest request, TrustedProxies trusted) {
        return Origins.client(new ServletRequestView(request), trusted::contains);
    }
}
