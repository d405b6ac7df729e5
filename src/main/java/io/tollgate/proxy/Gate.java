package io.tollgate.proxy;

import io.tollgate.control.Snapshot;
import io.tollgate.control.TrustedProxies;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import io.tollgate.exchange.RequestView;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;
import io.tollgate.upstream.Upstream;
import jakarta.servlet.ServletContext;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What filters and servlet need of the rest, found in the servlet context, so that they are made the same way in the
 * jar and in a container.
 *
 * @param snapshot what is in force
 * @param listenerOf the id of the listener that took a request
 * @param observer told of every exchange that ends
 * @param container what must be done in this container's own way
 * @param upstream carries the attempts
 * @param ids for the exchanges
 * @param tunnels those that are open
 * @param stopped whether what is in flight is being cut off, for Tollgate stops
 */
public record Gate(
        Supplier<Snapshot> snapshot,
        Function<RequestView, String> listenerOf,
        ExchangeObserver observer,
        Container container,
        Upstream upstream,
        Deadlines deadlines,
        Clock clock,
        RequestIds ids,
        Tunnels tunnels,
        BooleanSupplier stopped) {
    private static final String ATTRIBUTE = Gate.class.getName();

    /** Begins an exchange of that request, to live by that snapshot: whoever does also ends it. */
    public Exchange exchange(RequestView request, Snapshot inForce) {
        TrustedProxies trusted = inForce.trusted();
        String given = trusted.contains(request.peerAddress()) ? request.header("X-Request-Id") : null;
        Exchange exchange = new Exchange(
                given != null && RequestIds.acceptable(given) ? given : ids.next(),
                listenerOf.apply(request),
                request,
                Origins.of(request, trusted::contains),
                clock);
        observer.began();
        return exchange;
    }

    /** Makes it known to the filters and servlets of that context. */
    public void attach(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    static Gate of(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof Gate gate) {
            return gate;
        }
        throw new IllegalStateException("Tollgate was not started in this context");
    }
}
