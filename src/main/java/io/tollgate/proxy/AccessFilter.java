package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first filter: makes the exchange and takes the snapshot that it will live by. */
public final class AccessFilter implements Filter {
    private @Nullable Gate gate;
    private @Nullable RequestIds ids;

    @Override
    public void init(FilterConfig config) {
        Gate found = Gate.of(config.getServletContext());
        gate = found;
        ids = new RequestIds(found.seed());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Gate open = gate;
        RequestIds fresh = ids;
        if (open == null || fresh == null) {
            throw new ServletException("not initialised");
        }
        Snapshot snapshot = open.snapshot().get();
        RequestView view = new ServletRequestView((HttpServletRequest) request);
        boolean trusted = snapshot.trusted().contains(view.peerAddress());
        String given = trusted ? view.header("X-Request-Id") : null;
        Exchange exchange = new Exchange(
                given != null && RequestIds.acceptable(given) ? given : fresh.next(),
                open.listenerOf().apply(view),
                view,
                trusted ? Forwarding.client(view, snapshot.trusted()::contains) : view.peerAddress(),
                open.clock());
        new Passage(exchange, snapshot).attach(request);
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!request.isAsyncStarted()) {
                exchange.status(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                exchange.end(open.observer());
            }
            throw e;
        }
    }
}
