package io.tollgate.proxy;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;

/**
 * Jetty's asynchronous proxy servlet with a balancing dispatcher: {@link Dispatch} decides where each attempt goes, what
 * may be repeated and how the answer is passed on.
 */
public final class DispatchServlet extends AsyncProxyServlet {
    private static final long serialVersionUID = 1L;

    /** The client belongs to whoever opens the gate, which in a container may be long after this. */
    @Override
    public void init() {}

    /** The client is stopped by whoever started it. */
    @Override
    public void destroy() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        BrokenOff.check(request);
        Dispatch.start(Passage.of(request), request, response);
    }
}
