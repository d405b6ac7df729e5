package io.tollgate.boot.web;

import io.tollgate.Tollgate;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Somebody's application on somebody's Jetty, with Tollgate in front of it. */
final class OwnApplication implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /**
     * @param contextPath such as {@code /} or {@code /edge}
     * @param asyncServlet whether the application's servlet is declared async-supported
     */
    OwnApplication(Path config, Path state, String contextPath, boolean asyncServlet) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(contextPath, ServletContextHandler.SESSIONS);
        context.setInitParameter("tollgate.config", config.toString());
        context.setInitParameter("tollgate.state", state.toString());
        ServletHolder holder = new ServletHolder(new Application());
        holder.setAsyncSupported(asyncServlet);
        context.addServlet(holder, "/*");
        Tollgate.install(context.getServletContext());
        server.setHandler(context);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("does not stop", e);
        }
    }

    /** What an application does: answers at once, or later, with sessions, or fails. */
    private static final class Application extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getRequestURI();
            if (path.endsWith("/failing")) {
                throw new IllegalStateException("the application fails");
            } else if (path.endsWith("/later")) {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    response.setStatus(202);
                    async.complete();
                });
            } else if (path.endsWith("/later-failing")) {
                request.startAsync().setTimeout(1);
                throw new NoClassDefFoundError("the application lacks a class");
            } else if (path.endsWith("/session")) {
                say(response, "session " + (request.getSession().isNew() ? "new" : "known"));
            } else {
                request.setCharacterEncoding("UTF-8");
                say(response, "application " + request.getMethod() + " " + path + " " + request.getParameter("name"));
            }
        }

        private static void say(HttpServletResponse response, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }
}
