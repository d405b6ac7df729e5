package io.tollgate.admin.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * What a supervisor asks, mapped to {@code /health/*}: {@code live} as long as the process answers at all, {@code
 * ready} while it should be sent traffic. Open to all, so it tells nothing else.
 */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient BooleanSupplier ready;

    /**
     * @param ready whether traffic is served; must not block
     */
    public HealthServlet(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String which = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (which) {
            case "/live" -> answer(response, 200, "live");
            case "/ready" -> {
                boolean yes = ready.getAsBoolean();
                answer(response, yes ? 200 : 503, yes ? "ready" : "not ready");
            }
            default -> answer(response, 404, "not found");
        }
    }

    private static void answer(HttpServletResponse response, int status, String word) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
