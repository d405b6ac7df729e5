package io.tollgate.it;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before Tollgate in a container and, where a request asks for it, returns only when the container has noted that
 * the client has left: what comes about without it where a machine is busy.
 */
public final class LingeringFilter implements Filter {
    /** The header that asks for it. */
    static final String HEADER = "linger";

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean lingers = ((HttpServletRequest) request).getHeader(HEADER) != null;
        chain.doFilter(request, response);
        long begin = System.nanoTime();
        while (lingers && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null) {
            if (System.nanoTime() - begin > PATIENCE) {
                throw new ServletException("the client has not left");
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
