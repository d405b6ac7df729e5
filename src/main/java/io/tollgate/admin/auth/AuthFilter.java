package io.tollgate.admin.auth;

import io.tollgate.admin.ProblemDocument;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything on the admin side, and notes the {@link Operator} of what it lets through. Open to all:
 * {@code /health/*}, {@code /login}, {@code /static/*}; to loopback peers also {@code /metrics}. Must be mapped to
 * the whole mount, async-supported. Thread-safe.
 */
public final class AuthFilter implements Filter {
    private final SignInService signIns;
    private final Mount mount;
    private final boolean localNamesOnly;
    private final Refusals refusals;

    /**
     * @param localNamesOnly answer only requests to {@code localhost} or a literal address; for an admin address on
     *     loopback, which no other name can rightly mean
     */
    public AuthFilter(SignInService signIns, Mount mount, boolean localNamesOnly) {
        this.signIns = signIns;
        this.mount = mount;
        this.localNamesOnly = localNamesOnly;
        this.refusals = new Refusals(mount);
    }

    @Override
    public void doFilter(ServletRequest plainRequest, ServletResponse plainResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) plainRequest;
        HttpServletResponse response = (HttpServletResponse) plainResponse;
        SecurityHeaders.set(response);
        String path;
        try {
            path = mount.path(request);
        } catch (IllegalArgumentException e) {
            refusals.refuse(request, response, ProblemDocument.of(400, "The path can be read in two ways."));
            return;
        }
        if (path.startsWith("/health/")) {
            chain.doFilter(request, response);
            return;
        }
        ProblemDocument foreign = foreign(request);
        if (foreign != null) {
            refusals.refuse(request, response, foreign);
        } else if (open(path, request)) {
            chain.doFilter(request, response);
        } else {
            admitKnown(request, response, chain);
        }
    }

    private void admitKnown(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SignInService.Caller caller = signIns.caller(request);
        Operator operator = caller.operator();
        if (caller.waitSeconds() > 0) {
            refusals.tooMany(request, response, caller.waitSeconds());
        } else if (operator == null) {
            refusals.unknown(request, response);
        } else if (caller.byCookie() && ForeignRequests.unsafe(request) && !csrfSent(request, operator)) {
            refusals.refuse(
                    request,
                    response,
                    ProblemDocument.of(403, "The form is not of this sign-in. Reload the page and try again."));
        } else {
            operator.attach(request);
            chain.doFilter(request, response);
        }
    }

    private @Nullable ProblemDocument foreign(HttpServletRequest request) {
        if (localNamesOnly && !ForeignRequests.localName(request)) {
            return ProblemDocument.of(
                    421,
                    "The admin address is on loopback and answers to localhost or a literal address only, not to \""
                            + request.getServerName() + "\".");
        }
        if (ForeignRequests.unsafe(request) && ForeignRequests.crossSite(request)) {
            return ProblemDocument.of(403, "The request comes from another site's page.");
        }
        return null;
    }

    private static boolean open(String path, HttpServletRequest request) {
        return path.equals("/login")
                || path.startsWith("/static/")
                || (path.equals("/metrics") && loopback(request.getRemoteAddr()));
    }

    private static boolean loopback(String peer) {
        try {
            return InetAddress.getByName(peer).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Only a form's body is read as parameters here; any other body belongs to whoever answers. */
    private static boolean csrfSent(HttpServletRequest request, Operator operator) {
        String sent = request.getHeader("X-CSRF-Token");
        String type = request.getContentType();
        if (sent == null && type != null && type.startsWith("application/x-www-form-urlencoded")) {
            sent = request.getParameter("csrf");
        }
        return sent != null
                && MessageDigest.isEqual(
                        sent.getBytes(StandardCharsets.UTF_8), operator.csrf().getBytes(StandardCharsets.UTF_8));
    }
}
