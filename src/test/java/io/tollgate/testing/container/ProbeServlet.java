package io.tollgate.testing.container;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * Tells what of a request has come through the container. Runs within a {@link ProbeWar}, so it may use nothing but the
 * servlet interface. {@code X-Answer: 5000} asks for as long a field in the answer.
 */
public final class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long body = request.getRequestURI().endsWith("/unread")
                ? -1
                : request.getInputStream().transferTo(OutputStream.nullOutputStream());
        String longest = request.getHeader("X-Answer");
        if (longest != null) {
            response.setHeader("X-Long", "x".repeat(Integer.parseInt(longest)));
        }
        String query = request.getQueryString();
        String text = "context=" + request.getContextPath()
                + "\nstart=" + request.getMethod() + " " + request.getRequestURI() + (query == null ? "" : "?" + query)
                + "\nfields=" + Collections.list(request.getHeaderNames()).size()
                + "\nbody=" + body
                + "\nproperty=" + System.getProperty("probe.property") + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        response.setContentType("text/plain");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
