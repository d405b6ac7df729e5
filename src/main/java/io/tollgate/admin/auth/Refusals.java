package io.tollgate.admin.auth;

import io.tollgate.admin.ProblemDocument;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Says no in the form that the sender understands: a person's browser, a page's script, or a program. */
final class Refusals {
    private static final int MAX_NEXT = 2000;

    private final Mount mount;

    Refusals(Mount mount) {
        this.mount = mount;
    }

    /** To nobody known: a page leads to the login, anything else is 401. */
    void unknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (script(request)) {
            // Basic would make the browser ask for a password by itself, over the page.
            response.setHeader("WWW-Authenticate", "Bearer realm=\"tollgate\"");
            // htmx then loads the page anew, which leads to the login.
            response.setHeader("HX-Refresh", "true");
        } else if (html(request) && request.getMethod().equals("GET")) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", mount.relative(request, "login") + next(request));
            return;
        } else {
            response.setHeader("WWW-Authenticate", "Basic realm=\"tollgate\", charset=\"UTF-8\"");
        }
        ProblemDocument.of(401, "Send Basic or Bearer credentials.").send(response);
    }

    void tooMany(HttpServletRequest request, HttpServletResponse response, int waitSeconds) throws IOException {
        response.setIntHeader("Retry-After", waitSeconds);
        refuse(
                request,
                response,
                ProblemDocument.of(429, "Too many wrong passwords, or too many at once. Wait " + waitSeconds + " s."));
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, ProblemDocument problem) throws IOException {
        if (!html(request)) {
            problem.send(response);
            return;
        }
        response.setStatus(problem.status());
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write((problem.detail() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String next(HttpServletRequest request) {
        String target = mount.target(request);
        return target.isEmpty() || target.length() > MAX_NEXT
                ? ""
                : "?next=" + URLEncoder.encode(target, StandardCharsets.UTF_8);
    }

    private static boolean script(HttpServletRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        return request.getHeader("HX-Request") != null || (mode != null && !mode.equals("navigate"));
    }

    private static boolean html(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }
}
