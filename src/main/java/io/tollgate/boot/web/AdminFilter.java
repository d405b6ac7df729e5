package io.tollgate.boot.web;

import io.tollgate.admin.ProblemDocument;
import io.tollgate.admin.ui.StartSite;
import io.tollgate.model.AdminSettings;
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

/**
 * Stands before everything: keeps the operator's side to itself, whose path no route ever sees, and lets traffic on once
 * Tollgate serves. Must be async-supported. Thread-safe.
 */
public final class AdminFilter implements Filter {
    private static final String HEALTH = "/health/";

    private final boolean applicationBehind;
    private @Nullable ServletContext context;
    private @Nullable StartSite startSite;

    /** For the WAR, which has nothing behind it. */
    public AdminFilter() {
        this(false);
    }

    /**
     * @param applicationBehind without any configuration let the application have its requests
     */
    public AdminFilter(boolean applicationBehind) {
        this.applicationBehind = applicationBehind;
    }

    @Override
    public void init(FilterConfig config) {
        context = config.getServletContext();
        Station station = Station.of(config.getServletContext());
        startSite = new StartSite(station::report);
    }

    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse plainResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) plainRequest;
        HttpServletResponse response = (HttpServletResponse) plainResponse;
        Station station = Station.of(Objects.requireNonNull(context, "not initialised"));
        // Read once: it may begin to serve, at another mount, while this request is looked at.
        Balancer balancer = station.balancer();
        AdminPath path = AdminPath.of(request, mount(balancer));
        String below = path.below();
        if (path.disguised()) {
            ProblemDocument.of(400, "The path can be read in two ways.").send(response);
        } else if (below == null) {
            pass(balancer, station, request, response, chain);
        } else if (balancer == null) {
            waiting(request, response, below);
        } else if (below.startsWith(HEALTH) || balancer.peers().allows(request)) {
            balancer.site().serve(new CallersRequest(request, balancer.caller(request)), response, below);
        } else {
            stranger(response);
        }
    }

    private void pass(
            @Nullable Balancer balancer,
            Station station,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (balancer != null || (applicationBehind && !station.report().found())) {
            chain.doFilter(request, response);
        } else {
            response.setIntHeader("Retry-After", 2);
            response.setHeader("Tollgate-Error", "no_backend");
            ProblemDocument.of(
                            503,
                            "Tollgate waits for its configuration; " + request.getContextPath() + mount(null)
                                    + "/ says what to do.")
                    .send(response);
        }
    }

    private static String mount(@Nullable Balancer balancer) {
        return balancer == null ? AdminSettings.DEFAULT_PATH : balancer.admin().path();
    }

    private void waiting(HttpServletRequest request, HttpServletResponse response, String below)
            throws IOException, ServletException {
        boolean health = below.startsWith(HEALTH);
        if (health || AdminPeers.UNCONFIGURED.allows(request)) {
            Objects.requireNonNull(startSite, "not initialised").serve(request, response, below);
        } else {
            stranger(response);
        }
    }

    private static void stranger(HttpServletResponse response) throws IOException {
        ProblemDocument.of(403, "The operator's side does not answer this address; see admin.allow.")
                .send(response);
    }
}
