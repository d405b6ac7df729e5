package io.tollgate.admin.ui;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The operator's side while Tollgate cannot serve: one page, the files it needs, and health, which says that it is alive
 * and not ready. The page asks again by itself, and so becomes the sign-in once there is one. Thread-safe.
 */
public final class StartSite {
    private static final String REFRESH_SECONDS = "2";

    private final StaticFiles files = new StaticFiles();
    private final Renderer renderer = new Renderer();
    private final Supplier<StartReport> report;

    public StartSite(Supplier<StartReport> report) {
        this.report = report;
    }

    /**
     * Answers a request.
     *
     * @param below the path below the mount; empty, or beginning with a slash
     */
    public void serve(HttpServletRequest request, HttpServletResponse response, String below) throws IOException {
        Visit visit = new Visit(request, response, new Address(below), Messages.in(request.getLocales()));
        if (below.isEmpty()) {
            visit.seeOtherFolder();
        } else if (below.startsWith("/static/")) {
            files.serve(visit, below.substring("/static/".length()));
        } else if (below.equals("/health/live")) {
            health(response, 200, "live\n");
        } else if (below.startsWith("/health/")) {
            health(response, 503, "not ready\n");
        } else {
            response.setHeader("Refresh", REFRESH_SECONDS);
            response.setIntHeader("Retry-After", 2);
            StartPage page = new StartPage(
                    visit.messages(), files.assets(), visit.address().base(), visit.theme(), report.get());
            renderer.render(response, 503, "start", page);
        }
    }

    private static void health(HttpServletResponse response, int status, String word) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
    }
}
