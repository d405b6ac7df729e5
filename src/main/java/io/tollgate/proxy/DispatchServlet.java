package io.tollgate.proxy;

import io.tollgate.control.PoolRuntime;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;

/**
 * Jetty's asynchronous proxy servlet with a balancing dispatcher: the servlet's client carries the attempts, and
 * {@link Dispatch} decides where each goes, what may be repeated and how the answer is passed on.
 */
public final class DispatchServlet extends AsyncProxyServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected HttpClient createHttpClient() {
        return Gate.of(getServletContext()).client();
    }

    /** The client belongs to whoever opened the gate, and is stopped there. */
    @Override
    public void destroy() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        BrokenOff.check(request);
        Gate gate = Gate.of(getServletContext());
        Passage passage = Passage.of(request);
        Exchange exchange = passage.exchange();
        String pool = exchange.pool();
        PoolRuntime runtime = pool == null ? null : passage.snapshot().pool(pool);
        if (runtime == null) {
            OwnAnswer.send(exchange, ErrorReason.NO_BACKEND, response);
            exchange.end(gate.observer());
            return;
        }
        new Dispatch(gate, passage, runtime, request, response).start();
    }
}
