package io.tollgate.boot.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;

/** Filters one after the other, then whatever comes behind them; for one request. */
final class FilterLine implements FilterChain {
    private final List<Filter> filters;
    private final FilterChain behind;
    private int next;

    FilterLine(List<Filter> filters, FilterChain behind) {
        this.filters = filters;
        this.behind = behind;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        if (next == filters.size()) {
            behind.doFilter(request, response);
        } else {
            filters.get(next++).doFilter(request, response, this);
        }
    }
}
