package io.tollgate.admin.ui;

import io.tollgate.admin.auth.Operator;
import io.tollgate.time.Clock;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The page over a made-up site on a port of its own; whoever calls is signed in as mira. */
final class UiServer {
    private static final String CSRF = "csrf-of-mira";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /**
     * @param mapping such as {@code /*}
     */
    UiServer(MadeUpSite site, Clock clock, String context, String mapping) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath(context);
        UiServlet servlet = new UiServlet(
                site.config,
                site.figures,
                List::of,
                site.discovery::get,
                (pool, backend) -> site.drains.get(pool + "/" + backend),
                site.rollouts,
                clock,
                ZoneOffset.UTC,
                new OneAccount(),
                new Node("edge-1", "0.1.0"),
                true);
        handler.addServlet(new ServletHolder(servlet), mapping);
        handler.addFilter(new FilterHolder(signedIn()), "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(handler);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    void stopAnswering() throws Exception {
        connector.stop();
    }

    void stop() throws Exception {
        server.stop();
    }

    /** Stands for the filter that knows the accounts: a form that does not send its token back is refused. */
    private static Filter signedIn() {
        return (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            boolean post =
                    http.getMethod().equals("POST") && !http.getRequestURI().endsWith("/login");
            if (post && !CSRF.equals(http.getParameter("csrf"))) {
                ((HttpServletResponse) response).sendError(403);
                return;
            }
            new Operator("mira", CSRF).attach(http);
            chain.doFilter(request, response);
        };
    }

    private static final class OneAccount implements SignIn {
        @Override
        public boolean signIn(HttpServletRequest request, HttpServletResponse response, String name, String password) {
            return name.equals("mira") && password.equals("right");
        }

        @Override
        public void signOut(HttpServletRequest request, HttpServletResponse response) {
            response.setHeader("Clear-Site-Data", "\"cookies\"");
        }
    }
}
