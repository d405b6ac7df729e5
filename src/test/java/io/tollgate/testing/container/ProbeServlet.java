package io.tollgate.testing.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * Tells what of a request has come through the container. Runs within a {@link ProbeWar}, so it may use nothing but the
 * servlet interface. {@code X-Answer: 5000} asks for as long a field in the answer; {@code /unread} leaves the body
 * alone, and {@code /listen} has it come by a listener.
 */
public final class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (path.endsWith("/listen")) {
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new Counter(request.startAsync(), in, request, response));
        } else if (path.endsWith("/unread")) {
            answer(request, response, -1);
        } else {
            answer(request, response, request.getInputStream().transferTo(OutputStream.nullOutputStream()));
        }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response, long body) throws IOException {
        String longest = request.getHeader("X-Answer");
        if (longest != null) {
            response.setHeader("X-Long", "x".repeat(Integer.parseInt(longest)));
        }
        String query = request.getQueryString();
        String text = "context=" + request.getContextPath()
                + "\nstart=" + request.getMethod() + " " + request.getRequestURI() + (query == null ? "" : "?" + query)
                + "\nfields=" + Collections.list(request.getHeaderNames()).size()
                + "\nbody=" + body
                + "\nscheme=" + request.getScheme()
                + "\npeer=" + request.getRemoteAddr()
                + "\nproperty=" + System.getProperty("probe.property") + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        response.setContentType("text/plain");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Counts what comes, then answers. */
    private record Counter(
            AsyncContext async, ServletInputStream in, HttpServletRequest request, HttpServletResponse response)
            implements ReadListener {
        @Override
        public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[4096];
            while (in.isReady() && !in.isFinished()) {
                int n = in.read(buffer);
                Object before = request.getAttribute("count");
                request.setAttribute("count", (before == null ? 0 : (long) before) + Math.max(0, n));
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            answer(request, response, (long) request.getAttribute("count"));
            async.complete();
        }

        @Override
        public void onError(Throwable cause) {
            async.complete();
        }
    }
}
