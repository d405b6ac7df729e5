package io.tollgate.bench.peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers each request with the bench's small body: what a container costs that carries it through no balancer. */
public final class BodyServlet extends HttpServlet {
    private final byte[] body = "x".repeat(1_024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
