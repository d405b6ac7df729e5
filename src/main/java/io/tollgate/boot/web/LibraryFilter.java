package io.tollgate.boot.web;

import io.tollgate.config.ConfigReader;
import io.tollgate.proxy.AccessFilter;
import io.tollgate.proxy.BrokenOff;
import io.tollgate.proxy.DispatchFilter;
import io.tollgate.proxy.GuardFilter;
import io.tollgate.proxy.RouteFilter;
import io.tollgate.proxy.SessionAffinityFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of Tollgate as one filter in front of an application, which names it {@link io.tollgate.TollgateFilter}. */
public class LibraryFilter implements Filter {
    private final List<Filter> line = List.of(
            new AdminFilter(true),
            new AccessFilter(),
            new GuardFilter(),
            new RouteFilter(),
            new SessionAffinityFilter(),
            new DispatchFilter());
    private @Nullable Station station;

    @Override
    public void init(FilterConfig config) throws ServletException {
        station = Station.open(config.getServletContext(), ConfigReader.Form.LIBRARY);
        for (Filter filter : line) {
            filter.init(config);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            BrokenOff.check(request);
            chain.doFilter(request, response);
        } else if (station == null || station.balancer() == null) {
            line.get(0).doFilter(request, response, chain);
        } else {
            new FilterLine(line, chain).doFilter(request, response);
        }
    }

    @Override
    public void destroy() {
        Station open = station;
        if (open != null) {
            open.close();
        }
    }
}
