package io.tollgate.admin.rest;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** {@code /metrics}, for loopback peers and signed-in operators. */
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Exposition exposition;

    public MetricsServlet(Exposition exposition) {
        this.exposition = exposition;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accept = request.getHeader("Accept");
        // Whole before it is sent: a failure half way must not look like a scrape with few series.
        ByteArrayOutputStream whole = new ByteArrayOutputStream(1 << 14);
        exposition.write(accept, whole);
        response.setContentType(exposition.contentType(accept));
        response.setContentLength(whole.size());
        whole.writeTo(response.getOutputStream());
    }
}
