package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first filter: makes the exchange and takes the snapshot that it will live by. */
public final class AccessFilter implements Filter {
    private @Nullable ServletContext context;

    @Override
    public void init(FilterConfig config) {
        context = config.getServletContext();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // Found anew each time: in a container Tollgate may start long after its filters did.
        Gate open = Gate.of(Objects.requireNonNull(context, "not initialised"));
        Snapshot snapshot = open.snapshot().get();
        RequestView view = new ServletRequestView((HttpServletRequest) request);
        boolean trusted = snapshot.trusted().contains(view.peerAddress());
        String given = trusted ? view.header("X-Request-Id") : null;
        Exchange exchange = new Exchange(
                given != null && RequestIds.acceptable(given)
                        ? given
                        : open.ids().next(),
                open.listenerOf().apply((HttpServletRequest) request),
                view,
                trusted ? Forwarding.client(view, snapshot.trusted()::contains) : view.peerAddress(),
                open.clock());
        new Passage(exchange, snapshot, open).attach(request);
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
