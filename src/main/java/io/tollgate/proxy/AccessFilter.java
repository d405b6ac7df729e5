package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.exchange.Exchange;
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
    /** The attribute of a request that says that there is an exchange of it. */
    public static final String ATTRIBUTE = Passage.class.getName();

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
        Exchange exchange = open.exchange(open.container().view((HttpServletRequest) request), snapshot);
        new Passage(exchange, snapshot, open).attach(request);
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!request.isAsyncStarted()) {
                exchange.status(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                exchange.end(open.observer());
            }
            throw e;
        }
    }
}
