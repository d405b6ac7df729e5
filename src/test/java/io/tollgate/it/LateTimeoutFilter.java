package io.tollgate.it;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Field;

/**
 * Stands before Tollgate in Tomcat and, where a request asks for it, does what Tomcat does once a second with what waits,
 * to what serves the request: which comes about without it when that was looked up while it served another.
 */
public final class LateTimeoutFilter implements Filter {
    /** The header that asks for it. */
    static final String HEADER = "late-timeout";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (((HttpServletRequest) request).getHeader(HEADER) != null) {
            try {
                Object inner = field(request, "request");
                Object coyote = inner.getClass().getMethod("getCoyoteRequest").invoke(inner);
                Object processor = field(coyote, "hook");
                processor
                        .getClass()
                        .getMethod("timeoutAsync", long.class)
                        .invoke(processor, System.currentTimeMillis());
            } catch (ReflectiveOperationException e) {
                throw new ServletException("Tomcat is another inside", e);
            }
        }
        chain.doFilter(request, response);
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
