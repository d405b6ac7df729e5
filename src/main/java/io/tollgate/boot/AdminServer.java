package io.tollgate.boot;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.AuthFilter;
import io.tollgate.admin.auth.Mount;
import io.tollgate.admin.auth.SignInService;
import io.tollgate.admin.rest.EventsServlet;
import io.tollgate.admin.rest.Exposition;
import io.tollgate.admin.rest.HealthServlet;
import io.tollgate.admin.rest.MetricsServlet;
import io.tollgate.admin.rest.RestApplication;
import io.tollgate.admin.ui.Node;
import io.tollgate.admin.ui.SignIn;
import io.tollgate.admin.ui.UiServlet;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.control.LiveConfig;
import io.tollgate.model.Address;
import io.tollgate.model.BackendSpec;
import io.tollgate.telemetry.PrometheusExposition;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;

/** The operator's side on an address and threads of its own, so that it answers however busy the traffic is. */
final class AdminServer {
    private static final int MAX_THREADS = 24;
    private static final long STOP_MILLIS = 500;

    private final Server server;
    private final ServerConnector connector;
    private final Address address;

    AdminServer(Core core, Accounts accounts, Address address, BooleanSupplier ready, String version) {
        this.address = address;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("tollgate-admin");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.host());
        connector.setPort(address.port());
        server.addConnector(connector);
        server.setHandler(context(core, accounts, ready, version));
    }

    /**
     * Binds and starts.
     *
     * @throws IOException when the address cannot be had
     */
    void start() throws IOException, LaunchException {
        connector.open();
        try {
            server.start();
        } catch (Exception e) {
            throw LaunchException.failure("tollgate: the admin server does not start: " + e);
        }
    }

    String url() {
        return JettyListeners.url(address.host(), connector.getLocalPort());
    }

    void stop() throws Exception {
        server.stop();
    }

    private ServletContextHandler context(Core core, Accounts accounts, BooleanSupplier ready, String version) {
        LiveConfig live = core.live();
        SignInService signIns = new SignInService(accounts, core.clock(), core.random(), Mount.ROOT);
        ServletContextHandler context =
                new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS | ServletContextHandler.NO_SECURITY);
        FilterHolder auth = new FilterHolder(new AuthFilter(signIns, Mount.ROOT, loopback(address.host())));
        auth.setAsyncSupported(true);
        context.addFilter(auth, "/*", EnumSet.of(DispatcherType.REQUEST));
        RestApplication rest = new RestApplication(
                live,
                core.telemetry().live(),
                accounts,
                json -> ConfigReader.bind(BackendSpec.class, json),
                ConfigWriter::write,
                core.clock());
        add(context, new ServletContainer(rest), "/api/v1/*");
        add(context, new EventsServlet(live, core.timer()), "/api/v1/events");
        add(context, new HealthServlet(ready), "/health/*");
        add(context, new MetricsServlet(new PrometheusPages(exposition(core))), "/metrics");
        Node node = new Node(nodeName(), version);
        add(
                context,
                new UiServlet(
                        live,
                        core.telemetry().live(),
                        core.clock(),
                        ZoneId.systemDefault(),
                        new FormSignIn(signIns),
                        node),
                "/*");
        return context;
    }

    private static void add(ServletContextHandler context, Servlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        context.addServlet(holder, path);
    }

    private static PrometheusExposition exposition(Core core) {
        return new PrometheusExposition(
                core.telemetry(),
                visitor -> core.live()
                        .current()
                        .pools()
                        .values()
                        .forEach(runtime -> visitor.pool(runtime.pool(), runtime::sessions)),
                core.clock());
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    private static String nodeName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "tollgate";
        }
    }

    /** The accounts, as the page's login form needs them. */
    private record FormSignIn(SignInService service) implements SignIn {
        @Override
        public boolean signIn(HttpServletRequest request, HttpServletResponse response, String name, String password) {
            return service.signIn(request, response, name, password);
        }

        @Override
        public void signOut(HttpServletRequest request, HttpServletResponse response) {
            service.signOut(request, response);
        }
    }

    /** The exposition, as the metrics servlet needs it. */
    private record PrometheusPages(PrometheusExposition exposition) implements Exposition {
        @Override
        public String contentType(@Nullable String accept) {
            return exposition.contentType(accept);
        }

        @Override
        public void write(@Nullable String accept, OutputStream out) throws IOException {
            exposition.write(accept, out);
        }
    }
}
