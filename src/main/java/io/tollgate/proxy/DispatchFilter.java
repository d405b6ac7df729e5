package io.tollgate.proxy;

import io.tollgate.model.Action;
import io.tollgate.model.RouteSpec;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The dispatcher in front of an application: routes with the action {@code local} go on to it, all others to their
 * pools. Stands in the place that {@link DispatchServlet} has where there is no application.
 */
public final class DispatchFilter implements Filter {
    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse plainResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) plainRequest;
        HttpServletResponse response = (HttpServletResponse) plainResponse;
        Passage passage = Passage.of(request);
        RouteSpec route = passage.exchange().route();
        if (route != null && route.action() instanceof Action.Local) {
            local(passage, request, response, chain);
        } else {
            Dispatch.start(passage, request, response);
        }
    }

    private static void local(
            Passage passage, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean returned = false;
        AnswerHead.endConnection(passage.exchange(), response);
        try {
            chain.doFilter(request, response);
            returned = true;
        } finally {
            // One that throws after it has begun to answer asynchronously is ended by the container, later.
            if (returned || request.isAsyncStarted()) {
                LocalAnswer.end(passage, request, response);
            }
        }
    }
}
