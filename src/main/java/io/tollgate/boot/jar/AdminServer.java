package io.tollgate.boot.jar;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.Mount;
import io.tollgate.boot.AdminSite;
import io.tollgate.boot.Core;
import io.tollgate.boot.LaunchException;
import io.tollgate.model.Address;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The operator's side on an address and threads of its own, so that it answers however busy the traffic is. */
final class AdminServer {
    private static final int MAX_THREADS = 24;
    private static final long STOP_MILLIS = 500;

    private final Server server;
    private final DoorConnector connector;
    private final Address address;

    /**
     * @param beside whether a predecessor may listen on the address, too
     */
    AdminServer(Core core, Accounts accounts, Address address, BooleanSupplier ready, boolean beside) {
        this.address = address;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("tollgate-admin");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new DoorConnector(server, beside, 1, 1, new HttpConnectionFactory(http));
        connector.setShutdownIdleTimeout(STOP_MILLIS / 2);
        connector.setHost(address.host());
        connector.setPort(address.port());
        server.addConnector(connector);
        AdminSite site = new AdminSite(core, accounts, Mount.ROOT, loopback(address.host()), ready);
        ServletContextHandler context =
                new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS | ServletContextHandler.NO_SECURITY);
        ServletHolder holder = new ServletHolder(new SiteServlet(site));
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        context.addServlet(holder, "/*");
        server.setHandler(context);
    }

    /**
     * Opens the address; who comes waits until the start.
     *
     * @throws IOException when the address cannot be had
     */
    void open() throws IOException {
        connector.open();
    }

    /** Starts, open or not. */
    void start() throws LaunchException {
        try {
            server.start();
        } catch (Exception e) {
            throw LaunchException.failure("tollgate: the admin server does not start: " + e);
        }
    }

    String url() {
        return JettyListeners.url("http", address.host(), connector.getLocalPort());
    }

    /** See {@link ListeningSockets#drawAll}. */
    void drawAll(boolean all) {
        connector.drawAll(all);
    }

    /** Stops at once, when those who have come already are served or half a second is over. */
    void stop() throws Exception {
        connector.close();
        server.stop();
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /** The site as the only servlet of its server. */
    private static final class SiteServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient AdminSite site;

        SiteServlet(AdminSite site) {
            this.site = site;
        }

        @Override
        public void init() throws ServletException {
            site.start(getServletContext());
        }

        @Override
        public void destroy() {
            site.stop();
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            site.serve(request, response, request.getRequestURI());
        }
    }
}
