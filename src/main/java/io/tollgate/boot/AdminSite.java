package io.tollgate.boot;

import io.tollgate.admin.ProblemDocument;
import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.AuthFilter;
import io.tollgate.admin.auth.Mount;
import io.tollgate.admin.auth.SignInService;
import io.tollgate.admin.rest.EventsServlet;
import io.tollgate.admin.rest.Exposition;
import io.tollgate.admin.rest.HealthServlet;
import io.tollgate.admin.rest.MetricsServlet;
import io.tollgate.admin.rest.RestApplication;
import io.tollgate.admin.ui.Expiry;
import io.tollgate.admin.ui.Node;
import io.tollgate.admin.ui.SignIn;
import io.tollgate.admin.ui.UiServlet;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.Stage;
import io.tollgate.balance.Endpoint;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.ConfigWriter;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.Snapshot;
import io.tollgate.model.BackendSpec;
import io.tollgate.telemetry.ConnectionFigures;
import io.tollgate.telemetry.DiscoveryGauges;
import io.tollgate.telemetry.PrometheusExposition;
import io.tollgate.telemetry.RolloutGauges;
import io.tollgate.upstream.Connections;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;

/**
 * The operator's side: page, REST interface, metrics and health, at one mount of whatever web application it is in. It
 * finds its servlets by itself, so that a single filter can hold it. Thread-safe.
 */
public final class AdminSite {
    private final Mount mount;
    private final AuthFilter auth;
    private final List<Part> parts;

    /** A servlet and the path below the mount that it answers. */
    private record Part(String path, boolean exact, Servlet servlet) {
        boolean answers(String below) {
            return below.startsWith(path)
                    && (below.length() == path.length() || (!exact && below.charAt(path.length()) == '/'));
        }
    }

    /**
     * @param localNamesOnly answer only requests to {@code localhost} or a literal address
     * @param ready whether traffic is served
     */
    public AdminSite(Core core, Accounts accounts, Mount mount, boolean localNamesOnly, BooleanSupplier ready) {
        LiveConfig live = core.live();
        SignInService signIns = new SignInService(accounts, core.clock(), core.random(), mount);
        RestApplication rest = new RestApplication(
                live,
                core.telemetry().live(),
                accounts,
                json -> ConfigReader.bind(BackendSpec.class, json),
                new FileRoutes(),
                new FilePolicies(),
                core.discovery(),
                core.drains(),
                core.rollouts(),
                ConfigWriter::write,
                core.clock());
        UiServlet page = new UiServlet(
                live,
                core.telemetry().live(),
                () -> expiries(core),
                core.discovery(),
                core.drains(),
                core.rollouts(),
                core.clock(),
                ZoneId.systemDefault(),
                new FormSignIn(signIns),
                new Node(nodeName(), Version.text()),
                core.hasApplication());
        this.mount = mount;
        this.auth = new AuthFilter(signIns, mount, localNamesOnly);
        this.parts = List.of(
                new Part("/api/v1/events", true, new EventsServlet(live, core.timer())),
                new Part("/api/v1", false, new ServletContainer(rest)),
                new Part("/health", false, new HealthServlet(ready)),
                new Part("/metrics", true, new MetricsServlet(new PrometheusPages(exposition(core)))),
                new Part("", false, page));
    }

    /** Initialises what answers; before the first request. */
    public void start(ServletContext context) throws ServletException {
        for (Part part : parts) {
            part.servlet().init(new PartConfig("tollgate-admin" + part.path().replace('/', '-'), context));
        }
    }

    /** Ends what still runs. */
    public void stop() {
        parts.forEach(part -> part.servlet().destroy());
    }

    /**
     * Answers a request to a path at or below the mount.
     *
     * @param below the path below the mount as the client wrote it; empty, or beginning with a slash
     */
    public void serve(HttpServletRequest request, HttpServletResponse response, String below)
            throws IOException, ServletException {
        if (!plain(below)) {
            ProblemDocument.of(400, "The path can be read in two ways.").send(response);
            return;
        }
        // Before anybody reads a parameter: containers take other charsets where none is named.
        request.setCharacterEncoding(StandardCharsets.UTF_8.name());
        auth.doFilter(
                new MountedRequest(request, mount.prefix(), info(below)),
                response,
                (admitted, answer) -> answer((HttpServletRequest) admitted, (HttpServletResponse) answer, below));
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String below)
            throws IOException, ServletException {
        for (Part part : parts) {
            if (part.answers(below)) {
                String rest = below.substring(part.path().length());
                part.servlet().service(new MountedRequest(request, mount.prefix() + part.path(), info(rest)), response);
                return;
            }
        }
    }

    private static @Nullable String info(String path) {
        return path.isEmpty() ? null : path;
    }

    /** Nothing on this side has a name that needs escapes, so whatever has one means to be read in some other way. */
    private static boolean plain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean usual = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!usual && "/-_.~:@".indexOf(c) < 0) {
                return false;
            }
        }
        return !path.contains("//") && !(path + "/").contains("/./") && !(path + "/").contains("/../");
    }

    private static PrometheusExposition exposition(Core core) {
        return new PrometheusExposition(
                core.telemetry(),
                visitor -> core.live()
                        .current()
                        .pools()
                        .values()
                        .forEach(runtime -> visitor.pool(
                                runtime.pool(), runtime::sessions, endpoint -> connections(core, endpoint))),
                visitor -> core.certificates()
                        .each((owner, identity) -> visitor.certificate(
                                owner.listener(), owner.pool(), identity.name(), identity.expiresMillis())),
                visitor -> discoveries(core, visitor),
                visitor -> core.rollouts().latest().forEach(rollout -> rollout(rollout, visitor)),
                () -> core.live().current().routeModes(),
                core.clock());
    }

    private static void discoveries(Core core, DiscoveryGauges.Visitor visitor) {
        Snapshot snapshot = core.live().current();
        for (String pool : snapshot.pools().keySet()) {
            DiscoveryReport report = core.discovery().of(pool);
            if (report != null) {
                visitor.pool(
                        pool,
                        report.backends(),
                        snapshot.discovered().leaving(pool),
                        report.failures(),
                        report.trouble() != null,
                        report.lastSeenMillis());
            }
        }
    }

    private static void rollout(Rollout rollout, RolloutGauges.Visitor visitor) {
        visitor.pool(
                rollout.pool(),
                rollout.backends(stage -> stage == Stage.WAITING).size(),
                rollout.backends(Stage::open).size(),
                rollout.backends(stage -> stage == Stage.DONE).size(),
                rollout.backends(stage -> stage == Stage.LEFT || stage == Stage.HALF)
                        .size(),
                rollout.phase() == Rollout.Phase.PAUSED);
    }

    private static List<Expiry> expiries(Core core) {
        List<Expiry> all = new ArrayList<>();
        core.certificates()
                .each((owner, identity) -> all.add(
                        new Expiry(owner.listener() + owner.pool(), identity.name(), identity.expiresMillis())));
        all.sort(Comparator.comparingLong(Expiry::atMillis));
        return all;
    }

    private static ConnectionFigures connections(Core core, Endpoint endpoint) {
        Connections.Figures figures =
                core.connections().figures(endpoint.pool(), endpoint.spec().url());
        return new ConnectionFigures(
                figures.active(), figures.idle(), figures.pending(), figures.opened(), figures.closed());
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
