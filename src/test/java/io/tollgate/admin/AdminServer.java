package io.tollgate.admin;

import static org.mockito.Mockito.spy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.AuthFilter;
import io.tollgate.admin.auth.LocalTarget;
import io.tollgate.admin.auth.Mount;
import io.tollgate.admin.auth.Operator;
import io.tollgate.admin.auth.SignInService;
import io.tollgate.admin.rest.EventsServlet;
import io.tollgate.admin.rest.Exposition;
import io.tollgate.admin.rest.FakeLiveConfig;
import io.tollgate.admin.rest.FilePolicyForm;
import io.tollgate.admin.rest.FileRouteForm;
import io.tollgate.admin.rest.HealthServlet;
import io.tollgate.admin.rest.JsonBackendReader;
import io.tollgate.admin.rest.MetricsServlet;
import io.tollgate.admin.rest.RestApplication;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.model.AccessLogSettings;
import io.tollgate.model.Action;
import io.tollgate.model.Address;
import io.tollgate.model.AdminSettings;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Configuration;
import io.tollgate.model.Defaults;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.StateSettings;
import io.tollgate.model.StopSettings;
import io.tollgate.model.Strictness;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.testing.FakeTime;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;

/** The admin side as the product wires it, over a fake core, on a free port of loopback. */
public final class AdminServer {
    public static final String PASSWORD = "correct horse";
    private static final ObjectMapper JSON = new ObjectMapper();

    public final FakeTime time = new FakeTime();
    public final FakeLiveConfig live;
    public final Accounts accounts;
    public final Map<String, DiscoveryReport> discovery = new ConcurrentHashMap<>();
    public final AtomicBoolean ready = new AtomicBoolean(true);
    public final HttpClient client = HttpClient.newHttpClient();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    /** How drains go, by pool and backend. */
    public final Map<String, DrainReport> drains = new ConcurrentHashMap<>();

    /** The real ones, of which a test may say what they see of the pool that is made up. */
    public final Rollouts rollouts;

    private final String prefix;

    private AdminServer(Path state, String contextPath, String mount) throws Exception {
        live = new FakeLiveConfig(shop(), time);
        accounts = Accounts.open(state, PASSWORD).accounts();
        rollouts =
                spy(Rollouts.open(state, live, pool -> Figures.NONE, (how, task) -> new CompletableFuture<>(), time));
        prefix = contextPath + mount;
        connector.setHost("127.0.0.1");
        server.addConnector(connector);

        Mount at = new Mount(mount);
        SignInService signIns = new SignInService(accounts, time, new SecureRandom(), at);
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(contextPath.isEmpty() ? "/" : contextPath);
        FilterHolder filter = new FilterHolder(new AuthFilter(signIns, at, true));
        filter.setAsyncSupported(true);
        context.addFilter(filter, mount + "/*", EnumSet.of(DispatcherType.REQUEST));
        RestApplication rest = new RestApplication(
                live,
                new FixedFigures(),
                accounts,
                new JsonBackendReader(),
                new FileRouteForm(),
                new FilePolicyForm(),
                discovery::get,
                (pool, backend) -> drains.get(pool + "/" + backend),
                rollouts,
                configuration -> "version: " + configuration.version() + "\n",
                time);
        serve(context, new ServletContainer(rest), mount + "/api/v1/*");
        serve(context, new EventsServlet(live, time), mount + "/api/v1/events");
        serve(context, new HealthServlet(ready::get), mount + "/health/*");
        serve(context, new MetricsServlet(new OneMetric()), mount + "/metrics");
        serve(context, new Login(signIns), mount + "/login");
        serve(context, new Page(signIns), mount.isEmpty() ? "/" : mount + "/*");
        server.setHandler(context);
        server.start();
    }

    public static AdminServer start(Path state) throws Exception {
        return new AdminServer(state, "", "");
    }

    /** As in somebody's web application, below a path of it. */
    public static AdminServer startUnder(Path state, String contextPath, String mount) throws Exception {
        return new AdminServer(state, contextPath, mount);
    }

    private static void serve(ServletContextHandler context, HttpServlet servlet, String path) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
    }

    /** Pools shop with a, b and c on ports 9001 to 9003, and api without any; all goes to the shop. */
    private static Configuration shop() {
        return new Configuration(
                1,
                List.of(),
                new AdminSettings(new Address("127.0.0.1", 9090), "/tollgate", List.of()),
                new StateSettings("./state"),
                new StopSettings(Duration.ZERO, Duration.ofSeconds(30)),
                new AccessLogSettings("", 1024),
                Defaults.limits(),
                List.of(),
                Strictness.DEFENSIVE,
                "",
                List.of(),
                List.of(
                        Defaults.pool("shop", List.of(backend("a", 9001), backend("b", 9002), backend("c", 9003))),
                        Defaults.pool("api", List.of())),
                List.of(new RouteSpec(
                        "main",
                        new MatchSpec(List.of(), null, List.of(), Map.of(), Map.of(), Map.of()),
                        new Action.Forward(List.of(new Action.Share("shop", 100))))));
    }

    private static BackendSpec backend(String id, int port) {
        return new BackendSpec(id, BackendUrl.parse("http://127.0.0.1:" + port), 100, 0, "", 0);
    }

    public int port() {
        return connector.getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + prefix + path);
    }

    /** A request by nobody. */
    public HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    /** A request by the admin's password. */
    public HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", basic("admin", PASSWORD));
    }

    /** A request with a JSON body by the admin's password. */
    public HttpRequest.Builder json(String method, String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    public void stop() throws Exception {
        server.stop();
    }

    private static final class FixedFigures implements LiveFigures {
        private static final Figures SOME = new Figures(12.34567, 0.0104, 1.5, 20.25, 90);

        @Override
        public Figures pool(String pool) {
            return SOME;
        }

        @Override
        public Figures backend(String pool, String backend) {
            return SOME;
        }

        @Override
        public Figures route(String route) {
            return SOME;
        }

        @Override
        public Figures total() {
            return SOME;
        }

        @Override
        public double queueWaitP95Millis(String pool) {
            return 70.0004;
        }

        @Override
        public double serviceMillis(String pool) {
            return 100;
        }

        @Override
        public List<Double> requestHistory(String pool) {
            return List.of();
        }

        @Override
        public List<Double> p95History(String pool) {
            return List.of();
        }
    }

    private static final class OneMetric implements Exposition {
        @Override
        public String contentType(@Nullable String accept) {
            return "text/plain; version=0.0.4; charset=utf-8";
        }

        @Override
        public void write(@Nullable String accept, OutputStream out) throws IOException {
            out.write("tollgate_config_revision 0\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Signs in as the page does. */
    private static final class Login extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient SignInService signIns;

        Login(SignInService signIns) {
            this.signIns = signIns;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("login page");
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String name = request.getParameter("name");
            String password = request.getParameter("password");
            if (signIns.signIn(request, response, name, password)) {
                response.setStatus(303);
                response.setHeader("Location", LocalTarget.of(request.getParameter("next")));
            }
        }
    }

    /** Any page: says who looks and the token of its forms; a post to /logout signs out. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient SignInService signIns;

        Page(SignInService signIns) {
            this.signIns = signIns;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Operator operator = Operator.of(request);
            response.getWriter().write(operator == null ? "nobody" : operator.name() + " " + operator.csrf());
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().endsWith("/logout")) {
                signIns.signOut(request, response);
            }
            response.getWriter().write("done " + request.getParameter("field"));
        }
    }
}
