package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.model.Action;
import io.tollgate.model.AffinitySpec;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Cidr;
import io.tollgate.model.Configuration;
import io.tollgate.model.Defaults;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Listener;
import io.tollgate.model.Percent;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.Problem;
import io.tollgate.model.RouteSpec;
import io.tollgate.model.Size;
import io.tollgate.model.StatusRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
    private static final String EVERYTHING = """
            version: 1
            listeners:
              - {id: web, address: "0.0.0.0:8080", protocols: [http1, h2c]}
            admin: {address: "127.0.0.1:9191", path: /balancer, allow: ["10.0.0.0/8"]}
            state: {dir: ./state}
            accessLog: {file: access.log, buffer: 2048}
            trustedProxies: [10.0.0.0/8, "::1"]
            pools:
              - id: shop
                policy: {type: round-robin}
                backends:
                  - {id: a, url: "http://127.0.0.1:9001", weight: 50, tier: 1, zone: z1, maxRequests: 7}
                  - http://127.0.0.1:9002
                probe: {type: http, path: /health, interval: 6s, timeout: 3s, rise: 4, fall: 5, expect: 204}
                outlier: {consecutive: 6, eject: 31s, maxEject: 301s}
                affinity: {type: cookie, name: TIE, idle: 31m, max: 13h, secure: always, sameSite: Strict}
                timeouts: {connect: 3s, firstByte: 61s, idle: 6m, total: 1h}
                retry: {max: 3, budget: 21%, floor: 11, statuses: [503], buffer: 1MiB}
                queue: {max: 1025, wait: 11s}
                slowStart: 90s
            routes:
              - id: main
                match:
                  host: [shop.example.com, "*.example.org"]
                  path: {exact: /cart}
                  method: [GET]
                  header: {X-Beta: "1"}
                  cookie: {beta: "*"}
                  query: {q: x}
                action: {forward: [{pool: shop, weight: 90}]}
              - {id: prefix, match: {path: /api}, action: {forward: [shop]}}
              - {id: away, action: {redirect: {status: 301, location: "https://example.com/"}}}
              - {id: notice, action: {respond: {status: 503, body: "later\\n", type: text/html}}}
              - {id: own, action: {local: {}}}
            """;

    @Test
    void readsEverySetting() {
        Configuration read = Readings.good(EVERYTHING);
        PoolSpec pool = read.pools().get(0);
        assertEquals("round-robin", pool.policy().type());
        assertEquals("127.0.0.1:9191", read.admin().address().toString());
        assertEquals("/balancer", read.admin().path());
        assertEquals(List.of(Cidr.parse("10.0.0.0/8")), read.admin().allow());
        assertEquals(2048, read.accessLog().buffer());
        assertEquals(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("::1")), read.trustedProxies());
        assertEquals(7, pool.backends().get(0).maxRequests());
        assertEquals("127.0.0.1-9002", pool.backends().get(1).id());
        assertEquals(new StatusRange(204, 204), pool.probe().expect());
        assertEquals(Duration.ofSeconds(301), pool.outlier().maxEject());
        assertEquals(AffinitySpec.SameSite.STRICT, pool.affinity().sameSite());
        assertEquals(Duration.ofHours(1), pool.timeouts().total());
        assertEquals(new Percent(21), pool.retry().budget());
        assertEquals(List.of(503), pool.retry().statuses());
        assertEquals(new Size(1 << 20), pool.retry().buffer());
        assertEquals(Duration.ofSeconds(11), pool.queue().patience());
        assertEquals(Duration.ofSeconds(90), pool.slowStart());
        assertEquals(Map.of("X-Beta", "1"), read.routes().get(0).match().header());
    }

    @Test
    void readsEveryAction() {
        List<Action> actions = Readings.good(EVERYTHING).routes().stream()
                .map(RouteSpec::action)
                .toList();
        assertEquals(
                List.of(
                        new Action.Forward(List.of(new Action.Share("shop", 90))),
                        new Action.Forward(List.of(new Action.Share("shop", 100))),
                        new Action.Redirect(301, "https://example.com/"),
                        new Action.Respond(503, "later\n", "text/html"),
                        new Action.Local()),
                actions);
    }

    @Test
    void theSmallestFileStandsForOnePoolAndOneRoute() {
        Configuration read = Readings.good("backends: [\"http://127.0.0.1:9001\", \"http://127.0.0.1:9002\"]");
        assertEquals(
                List.of(Defaults.pool(List.of(backend("127.0.0.1-9001", 9001), backend("127.0.0.1-9002", 9002)))),
                read.pools());
        assertEquals("default", read.routes().get(0).id());
        assertEquals(
                List.of(Listener.Protocol.HTTP1, Listener.Protocol.H2C),
                read.listeners().get(0).protocols());
    }

    @Test
    void whatTheModelCallsDefaultsIsWhatTheAnnotationsSay() {
        Configuration read = Readings.good("""
                pools: [{id: default, backends: ["http://127.0.0.1:9001"]}]
                listeners: [{id: web, address: "0.0.0.0:8080"}]
                routes: [{id: default, action: {forward: [default]}}]
                """);
        assertEquals(read, Readings.good("backends: [\"http://127.0.0.1:9001\"]"));
        assertEquals(
                Defaults.pool(List.of(backend("127.0.0.1-9001", 9001))),
                read.pools().get(0));
    }

    @Test
    void aByteOrderMarkAndJsonAreWelcome() {
        assertEquals(
                Readings.good("backends: [\"http://127.0.0.1:9001\"]"),
                Readings.good("\uFEFF{\"backends\": [\"http://127.0.0.1:9001\"]}"));
    }

    @Test
    void variablesStandForValuesOfEveryKind() {
        Map<String, String> environment =
                Map.of("HOST", "10.0.0.1", "WEIGHT", "7", "ID", "12", "ZONE", "yes", "T", "3s");
        String text = """
                pools:
                  - id: ${ID}
                    slowStart: ${T}
                    backends:
                      - url: http://${HOST}:80${WEIGHT}
                        weight: ${WEIGHT}
                        zone: ${ZONE}
                routes:
                  - id: ${ID}
                    match: {header: {X: "$${HOST} is ${HOST}, $5 {x}"}}
                    action: {forward: ["${ID}"]}
                """;
        Read read = new ConfigReader(ConfigReader.Form.JAR, environment::get)
                .read("f", text.getBytes(StandardCharsets.UTF_8));
        Configuration made = assertInstanceOf(Read.Good.class, read).configuration();
        BackendSpec backend = made.pools().get(0).backends().get(0);
        assertEquals("12", made.pools().get(0).id());
        assertEquals(Duration.ofSeconds(3), made.pools().get(0).slowStart());
        assertEquals("http://10.0.0.1:807", backend.url().toString());
        assertEquals(7, backend.weight());
        assertEquals("yes", backend.zone());
        assertEquals(
                "${HOST} is 10.0.0.1, $5 {x}",
                made.routes().get(0).match().header().get("X"));
    }

    @Test
    void onlyTheJarRefusesRoutesToAnApplicationOfItsOwn() {
        byte[] text = "routes: [{id: own, action: {local: {}}}]".getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Read.Good.class, new ConfigReader(ConfigReader.Form.LIBRARY, name -> null).read("f", text));
        assertInstanceOf(Read.Bad.class, new ConfigReader(ConfigReader.Form.JAR, name -> null).read("f", text));
    }

    @Test
    void bindsARecordFromJson() {
        String json = "{\n\t\"id\": \"a\", \"url\": \"http:\\/\\/127.0.0.1:9001\", \"weight\": 5}";
        assertEquals(
                new BackendSpec("a", backend("a", 9001).url(), 5, 0, "", 0),
                ConfigReader.bind(BackendSpec.class, json));
        assertEquals(
                backend("127.0.0.1-9001", 9001), ConfigReader.bind(BackendSpec.class, "\"http://127.0.0.1:9001\""));
    }

    @Test
    void bindingNamesEverythingThatIsWrong() {
        InvalidSettingException refusal = assertThrows(
                InvalidSettingException.class,
                () -> ConfigReader.bind(BackendSpec.class, "{\"url\": \"x\", \"weight\": -1, \"teir\": true}"));
        assertEquals(
                List.of("url", "weight", "teir"),
                refusal.problems().stream().map(Problem::path).toList());
    }

    @Test
    void bindingRefusesWhatIsNotJson() {
        for (String json :
                List.of("", " ", "{", "{]", "url: http://a:1", "{\"url\":1}{}", "{} x", "[".repeat(5000), "\0")) {
            assertThrows(InvalidSettingException.class, () -> ConfigReader.bind(BackendSpec.class, json), json);
        }
    }

    @Test
    void bindingDoesNotLetARequestReadTheEnvironment() {
        assertThrows(
                InvalidSettingException.class,
                () -> ConfigReader.bind(BackendSpec.class, "{\"url\": \"http://a:1\", \"zone\": \"${PATH}\"}"));
        assertEquals(
                "${PATH}",
                ConfigReader.bind(Action.Respond.class, "{\"body\": \"${PATH}\"}")
                        .body());
    }

    private static BackendSpec backend(String id, int port) {
        return new BackendSpec(id, new BackendUrl("http", "127.0.0.1", port), 100, 0, "", 0);
    }
}
