package io.tollgate.config;

import io.tollgate.model.AccessLogSettings;
import io.tollgate.model.Action;
import io.tollgate.model.Address;
import io.tollgate.model.AdminSettings;
import io.tollgate.model.AffinitySpec;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendTemplate;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.CertificateSpec;
import io.tollgate.model.Cidr;
import io.tollgate.model.ClientCertificates;
import io.tollgate.model.Configuration;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.CookieRewrite;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.model.ErrorPage;
import io.tollgate.model.FileDiscovery;
import io.tollgate.model.HashKey;
import io.tollgate.model.HeaderEdits;
import io.tollgate.model.HstsSpec;
import io.tollgate.model.HttpsRedirect;
import io.tollgate.model.LimitSpec;
import io.tollgate.model.Listener;
import io.tollgate.model.ListenerTls;
import io.tollgate.model.LoadReportSpec;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.PageFile;
import io.tollgate.model.PathMatch;
import io.tollgate.model.PathRewrite;
import io.tollgate.model.Percent;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.model.QueueSpec;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.Restore;
import io.tollgate.model.RetrySpec;
import io.tollgate.model.RolloutHook;
import io.tollgate.model.RolloutSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.Size;
import io.tollgate.model.StateSettings;
import io.tollgate.model.StatusRange;
import io.tollgate.model.StopSettings;
import io.tollgate.model.Strictness;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.model.TlsVersion;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Makes valid configurations of every shape. */
final class RandomConfigurations {
    private static final List<String> TEXTS =
            List.of("", "x", "1", "yes", "null", "a: b", "# c", "\u00e9\n", "${HOME}", "$${", "*");

    private final Random random;

    RandomConfigurations(Random random) {
        this.random = random;
    }

    static Configuration withBody(Configuration like, String body) {
        List<RouteSpec> routes =
                List.of(new RouteSpec("a", like.routes().get(0).match(), new Action.Respond(200, body, "text/plain")));
        return new Configuration(
                1,
                like.listeners(),
                like.admin(),
                like.state(),
                like.stop(),
                like.accessLog(),
                like.limits(),
                List.of(),
                like.strictness(),
                like.zone(),
                List.of(),
                List.of(),
                routes);
    }

    Configuration next() {
        List<PoolSpec> pools = some(1, 3, this::pool);
        return new Configuration(
                1,
                some(0, 2, this::listener),
                new AdminSettings(new Address("127.0.0.1", 9000), pick("/tollgate", "/a/b-c"), cidrs()),
                new StateSettings(pick("./state", "/var/lib/toll gate", "${STATE}")),
                new StopSettings(Duration.ofSeconds(between(0, 60)), Duration.ofSeconds(between(0, 3_600))),
                new AccessLogSettings(pick("", "-", "access.log"), pick(65_536, 1024)),
                new LimitSpec(size(1024), size(256), size(0)),
                cidrs(),
                pick(Strictness.values()),
                pick("", "eu-west-1a"),
                List.of(),
                pools,
                some(
                        1,
                        3,
                        i -> new RouteSpec(
                                "r" + i,
                                match(),
                                action(pools),
                                timeouts(),
                                limits(),
                                request(),
                                response(),
                                maintenance())));
    }

    private Listener listener(int i) {
        Address address = new Address(pick("0.0.0.0", "::1", "10.1.2.3"), 8000 + i);
        List<Listener.Protocol> both = List.of(Listener.Protocol.HTTP1, Listener.Protocol.H2C);
        return new Listener(
                "l" + i,
                address,
                maybe() ? List.of(Listener.Protocol.HTTP1) : both,
                time(100),
                time(100),
                limits(),
                i == 0 ? null : tls(),
                i == 0 ? new HttpsRedirect(pick(0, 443, 8443)) : HttpsRedirect.OFF,
                cidrs());
    }

    /** Without passwords, which only the environment knows. */
    private ListenerTls tls() {
        boolean asked = maybe();
        return new ListenerTls(
                some(
                        1,
                        3,
                        i -> maybe()
                                ? new CertificateSpec(pick("site.pem", "${X}"), pick("", "site.key"), "", null)
                                : new CertificateSpec("", "", "site.p12", null)),
                pick(TlsVersion.values()),
                asked ? pick(ClientCertificates.OPTIONAL, ClientCertificates.REQUIRED) : ClientCertificates.NONE,
                asked ? "ca.pem" : "",
                maybe() ? null : new HstsSpec(time(0).truncatedTo(ChronoUnit.SECONDS), maybe(), false));
    }

    private PoolTls poolTls() {
        boolean verified = maybe();
        return new PoolTls(
                verified ? pick("", "ca.pem") : "",
                verified,
                pick("", "shop.internal"),
                pick("", "site.pem"),
                "",
                "",
                null);
    }

    private PolicySpec policy() {
        if (maybe()) {
            return new PolicySpec(
                    "ring-hash",
                    maybe()
                            ? null
                            : pick(
                                    new HashKey.Cookie("sid"),
                                    new HashKey.Header("X-Customer"),
                                    new HashKey.Query("id"),
                                    new HashKey.Path(),
                                    new HashKey.Client()),
                    between(0, 16));
        }
        return new PolicySpec(pick("fill-first", "least-request", "least-time", "random", "round-robin"));
    }

    private ProbeSpec probe() {
        ProbeSpec.Type type = pick(ProbeSpec.Type.values());
        boolean http = type == ProbeSpec.Type.HTTP;
        boolean grpc = type == ProbeSpec.Type.GRPC;
        return new ProbeSpec(
                type,
                http ? pick("/", "/health?x=1") : "/",
                time(100),
                time(10),
                between(1, 100),
                between(1, 100),
                http ? new StatusRange(pick(100, 200, 204), pick(204, 399, 599)) : new StatusRange(200, 399),
                http || grpc ? pick("", "shop.example.com:80") : "",
                0,
                (http || grpc) && maybe() ? Map.of("Authorization", "Basic eDp5") : Map.of(),
                http ? pick("", "\"status\": \"UP\"", "\u00e9") : "",
                grpc ? pick("", "shop.v1.Cart") : "");
    }

    private RolloutSpec rollout() {
        boolean command = maybe();
        return new RolloutSpec(
                between(1, 100),
                Duration.ofMinutes(between(0, 60)),
                new RolloutHook(
                        command ? List.of("renew", "#" + between(0, 9)) : List.of(),
                        command ? "" : pick("", "http://127.0.0.1:8000/renew"),
                        Duration.ofMinutes(between(1, 60))),
                Duration.ofMinutes(between(1, 60)),
                Duration.ofSeconds(between(0, 60)),
                new Percent(between(0, 100)),
                between(0, 100));
    }

    private AffinitySpec affinity() {
        AffinitySpec.Type type = pick(AffinitySpec.Type.values());
        boolean cookie = type != AffinitySpec.Type.SOURCE;
        boolean app = type == AffinitySpec.Type.APP_COOKIE;
        return new AffinitySpec(
                type,
                app ? pick("JSESSIONID", "connect.sid") : cookie ? pick("TOLLGATE", "sid") : "TOLLGATE",
                Duration.ofMinutes(between(1, 60)),
                Duration.ofHours(between(1, 48)),
                pick(AffinitySpec.Secure.AUTO, AffinitySpec.Secure.ALWAYS),
                pick(AffinitySpec.SameSite.values()),
                pick(AffinitySpec.WhenDown.values()),
                app ? pick("TOLLGATE", "tie", "") : "TOLLGATE",
                cookie ? pick("", "example.com") : "",
                cookie ? pick("/", "/shop") : "/",
                cookie && maybe());
    }

    private PoolSpec pool(int i) {
        return new PoolSpec(
                "p" + i,
                policy(),
                some(0, 3, this::backend),
                probe(),
                new OutlierSpec(
                        between(0, 1000),
                        Duration.ofSeconds(between(1, 60)),
                        Duration.ofSeconds(between(60, 900)),
                        new Percent(between(0, 100)),
                        Duration.ofSeconds(between(1, 60)),
                        between(1, 1000)),
                affinity(),
                new TimeoutSpec(time(10), time(0), time(0), time(0), time(0)),
                new ConnectionSpec(between(1000, 65_535), time(100), time(0), between(0, 1000)),
                new RetrySpec(
                        between(0, 10),
                        new Percent(between(0, 100)),
                        between(0, 10_000),
                        some(0, 2, n -> 500 + n),
                        new Size(between(0, 1 << 24)),
                        maybe()),
                new QueueSpec(between(0, 100_000), time(1)),
                time(0),
                poolTls(),
                pick(ProxyProtocol.values()),
                loadReport(),
                maybe() ? null : discovery(),
                rollout());
    }

    private LoadReportSpec loadReport() {
        LoadReportSpec.From from = pick(LoadReportSpec.From.NONE, LoadReportSpec.From.HEADER);
        return new LoadReportSpec(
                from,
                from == LoadReportSpec.From.HEADER
                        ? pick("endpoint-load-metrics", "X-Load")
                        : LoadReportSpec.NONE.header(),
                LoadReportSpec.NONE.port(),
                LoadReportSpec.NONE.interval(),
                new Percent(between(1, 100)));
    }

    private DiscoverySpec discovery() {
        if (maybe()) {
            return new DiscoverySpec(new FileDiscovery(pick("backends.yaml", "a b.json")), null, time(0));
        }
        DnsDiscovery.Type type = pick(DnsDiscovery.Type.values());
        DnsDiscovery dns = new DnsDiscovery(
                pick("app.internal", "_http._tcp.x"),
                type,
                type == DnsDiscovery.Type.SRV ? 0 : between(0, 65_535),
                pick(DnsDiscovery.Scheme.values()),
                maybe() ? List.of() : List.of(new Address("::1", 53)),
                Duration.ofSeconds(between(1, 60)),
                Duration.ofSeconds(between(60, 600)),
                new BackendTemplate(between(0, 1000), between(0, 9), pick("", "east"), between(0, 1000)));
        return new DiscoverySpec(null, dns, time(0));
    }

    private BackendSpec backend(int i) {
        return new BackendSpec(
                pick("", "b" + i),
                maybe()
                        ? new BackendUrl(pick("http", "https"), pick("10.0.0.1", "::1", "shop.example.com"), 9000 + i)
                        : new BackendUrl("unix", "/run/a b" + i + ".sock", 0),
                between(0, 1000),
                between(0, 9),
                pick("", "eu-west", "1"),
                between(0, 1_000_000));
    }

    private OwnTimeouts timeouts() {
        return new OwnTimeouts(
                maybe() ? null : time(10),
                maybe() ? null : time(0),
                maybe() ? null : time(0),
                maybe() ? null : time(0),
                maybe() ? null : time(0));
    }

    private OwnLimits limits() {
        return new OwnLimits(maybe() ? null : size(1024), maybe() ? null : size(256), maybe() ? null : size(0));
    }

    private Size size(int least) {
        return new Size(between(least, 1 << 20));
    }

    private MatchSpec match() {
        return new MatchSpec(
                some(0, 2, i -> pick("*.example.com", "shop.example.com", "1")),
                maybe() ? null : maybe() ? new PathMatch("/exact path", "") : new PathMatch("", "/a/b"),
                some(0, 2, i -> pick("GET", "POST", "NO")),
                maybe() ? Map.of() : Map.of("X-Beta", pick(TEXTS), "on", pick(TEXTS)),
                maybe() ? Map.of() : Map.of("1", pick(TEXTS)),
                maybe() ? Map.of() : Map.of(pick(TEXTS), pick(TEXTS)));
    }

    private Action action(List<PoolSpec> pools) {
        return switch (random.nextInt(4)) {
            case 0 -> new Action.Redirect(pick(301, 302, 308), pick("/", "https://example.com/?a=b#c"));
            case 1 -> new Action.Respond(pick(200, 503), pick(TEXTS), pick("text/plain", "text/html; charset=utf-8"));
            case 2 -> new Action.Local();
            default ->
                new Action.Forward(pools.stream()
                        .map(pool -> new Action.Share(pool.id(), between(1, 1000)))
                        .toList());
        };
    }

    private RequestRewrite request() {
        return new RequestRewrite(
                maybe() ? null : new PathRewrite(pick("/", "/caf\u00e9 1"), pick("/", "/x%20y")),
                pick("", "shop.internal", "[::1]:8080"),
                headers());
    }

    private ResponseRewrite response() {
        return new ResponseRewrite(
                pick(Restore.values()),
                new CookieRewrite(
                        maybe() ? Map.of() : Map.of("*", "", "shop.internal", pick("", "shop.example.com")),
                        pick(Restore.values())),
                headers(),
                some(
                        0,
                        2,
                        i -> new ErrorPage(
                                new StatusRange(400 + i, pick(404, 599)),
                                new PageFile(pick("down.html", "a b/c.json", "on.txt")),
                                pick(0, 200, 503),
                                List.of(pick(ErrorPage.Source.values())))),
                maybe());
    }

    private MaintenanceSpec maintenance() {
        return new MaintenanceSpec(maybe() ? null : new PageFile("closed.html"), Duration.ofSeconds(between(1, 600)));
    }

    private HeaderEdits headers() {
        return new HeaderEdits(
                maybe() ? Map.of() : Map.of("X-Env", pick("", "a: b", "yes", "${HOME}", "$${")),
                maybe() ? Map.of() : Map.of("on", pick("1", "null", "# c")),
                maybe() ? List.of() : List.of("Server", "X-Powered-By"));
    }

    private List<Cidr> cidrs() {
        return some(
                0,
                2,
                i -> Cidr.parse(
                        pick("10.0.0.0/8", "127.0.0.1", "fd00::/8", "::1", "0.0.0.0/0", "::/0", "10.1.2.3/32")));
    }

    private Duration time(int fromMillis) {
        return Duration.ofMillis(between(fromMillis, 60_000));
    }

    private int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    private <T> List<T> some(int min, int max, IntFunction<T> make) {
        return IntStream.range(0, between(min, max)).mapToObj(make).toList();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T> T pick(T... from) {
        return from[random.nextInt(from.length)];
    }
}
