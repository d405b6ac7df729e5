package io.tollgate.control;

import static io.tollgate.control.Setup.add;
import static io.tollgate.control.Setup.apply;
import static io.tollgate.control.Setup.backend;
import static io.tollgate.control.Setup.follow;
import static io.tollgate.control.Setup.mode;
import static io.tollgate.control.Setup.pool;
import static io.tollgate.control.Setup.remove;
import static io.tollgate.control.Setup.shop;
import static io.tollgate.control.Setup.weight;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.testing.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What operators read in the list of changes. */
class DiffTest {
    private final FakeTime time = new FakeTime();

    @Test
    void saysWhatOperatorsDid() throws Exception {
        ConfigKeeper live = Setup.keeper(shop("a", "b"), new Setup.MemoryStore(), time);
        assertEquals(
                List.of("shop/b: mode ready → drain"),
                apply(live, mode("b", Mode.DRAIN)).diff());
        assertEquals(
                List.of("shop/b: drain until 2023-11-14T22:13:20Z"),
                apply(live, new Edit.SetMode("shop", "b", Mode.DRAIN, 1_700_000_000_000L))
                        .diff());
        assertEquals(
                List.of("shop/b: drain without a deadline"),
                apply(live, mode("b", Mode.DRAIN)).diff());
        assertEquals(
                List.of("shop/a: weight 100 → 7"), apply(live, weight("a", 7)).diff());
        assertEquals(List.of("shop/a: weight 7 → 100"), apply(live, follow("a")).diff());
        assertEquals(
                List.of("shop/a: weight 100 as operators say"),
                apply(live, weight("a", 100)).diff());
        assertEquals(
                List.of("shop/a: weight 100 as the file says"),
                apply(live, follow("a")).diff());
        assertEquals(
                List.of("shop/c: added (http://127.0.0.1:9500, weight 40)"),
                apply(live, add(backend("c", 9500, 40))).diff());
        assertEquals(
                List.of("shop/c: removed (was http://127.0.0.1:9500)"),
                apply(live, remove("c")).diff());
        assertEquals(
                List.of("shop/c: added (http://127.0.0.1:9500, weight 40)"),
                live.undo(live.current().revision(), "ann", OptionalLong.empty())
                        .diff());
        assertEquals(
                List.of(
                        "shop/c: url http://127.0.0.1:9500 → http://127.0.0.1:9003",
                        "shop/c: weight 40 → 100",
                        "shop/c: belongs to the file now"),
                live.loadFile(shop("a", "b", "c"), "tollgate.yaml").diff());
    }

    @Test
    void saysSoWhenNothingInForceIsDifferent() throws Exception {
        ConfigKeeper live = Setup.keeper(shop("a", "b"), new Setup.MemoryStore(), time);
        apply(live, remove("b"));
        assertEquals(
                List.of("nothing that is in force"),
                live.loadFile(shop("a"), "tollgate.yaml").diff());
    }

    @Test
    void namesEachSettingAsTheFileDoes() {
        assertEquals(
                List.of(
                        "shop: policy.type least-request → round-robin",
                        "shop: probe.interval 5s → 1s",
                        "shop: probe.expect 200-399 → '204'",
                        "shop: outlier.eject 30s → 1m",
                        "shop: affinity.type none → cookie",
                        "shop: timeouts.firstByte 1m → 0s",
                        "shop: retry.budget 20% → 50%",
                        "shop: retry.statuses [] → [502, 503]",
                        "shop: retry.buffer 64KiB → 1MiB",
                        "shop: queue.wait 10s → 500ms",
                        "shop: slowStart 0s → 30s"),
                diff("pools: [{id: shop}]", """
                        pools:
                          - id: shop
                            policy: round-robin
                            probe: {interval: 1s, expect: "204"}
                            outlier: {eject: 60s}
                            affinity: cookie
                            timeouts: {firstByte: 0s}
                            retry: {budget: 50%, statuses: [502, 503], buffer: 1MiB}
                            queue: {wait: 500ms}
                            slowStart: 30s
                        """));
    }

    @Test
    void saysWhatBecameOfBackendsAndPools() {
        assertEquals(
                List.of(
                        "old: removed",
                        "shop/b: removed (was http://127.0.0.1:9002)",
                        "shop/a: url http://127.0.0.1:9001 → http://127.0.0.1:9501",
                        "shop/a: tier 0 → 1",
                        "shop/a: zone '' → east",
                        "shop/a: maxRequests 0 → 9",
                        "shop/c: added (http://127.0.0.1:9003, weight 100)",
                        "new: added with 1 backend"),
                diff("""
                        pools:
                          - {id: shop, backends: [{id: a, url: "http://127.0.0.1:9001"}, {id: b, url: "http://127.0.0.1:9002"}]}
                          - {id: old}
                        routes: [{id: main, action: {forward: [shop]}}]
                        """, """
                        pools:
                          - {id: shop, backends: [{id: a, url: "http://127.0.0.1:9501", tier: 1, zone: east, maxRequests: 9}, {id: c, url: "http://127.0.0.1:9003"}]}
                          - {id: new, backends: ["http://127.0.0.1:9009"]}
                        routes: [{id: main, action: {forward: [shop]}}]
                        """));
    }

    @Test
    void saysWhatBecameOfRoutesListenersAndTheRest() {
        assertEquals(
                List.of(
                        "listeners old: removed (was {id: old, address: '127.0.0.1:81'})",
                        "listeners web: protocols [http1, h2c] → [http1]",
                        "listeners new: added {id: new, address: '127.0.0.1:82'}",
                        "accessLog.file '' → /var/log/tollgate.log",
                        "trustedProxies [] → [10.0.0.0/8]",
                        "routes gone: removed (was {id: gone, action: {respond: {status: 204}}})",
                        "routes main: action {forward: [shop]} → {forward: [{pool: shop, weight: 90}, {pool: next, weight: 10}]}",
                        "routes api: match.path none → /api",
                        "routes api: match.header {} → {X-Beta: '1'}",
                        "routes in the order main, api"),
                diff("""
                        listeners: [{id: web, address: "127.0.0.1:80"}, {id: old, address: "127.0.0.1:81"}]
                        pools: [{id: shop}, {id: next}]
                        routes:
                          - {id: gone, action: {respond: {status: 204}}}
                          - {id: api, action: {forward: [shop]}}
                          - {id: main, action: {forward: [shop]}}
                        """, """
                        listeners: [{id: web, address: "127.0.0.1:80", protocols: [http1]}, {id: new, address: "127.0.0.1:82"}]
                        accessLog: {file: /var/log/tollgate.log}
                        trustedProxies: [10.0.0.0/8]
                        pools: [{id: shop}, {id: next}]
                        routes:
                          - {id: main, action: {forward: [{pool: shop, weight: 90}, {pool: next, weight: 10}]}}
                          - {id: api, match: {path: /api, header: {X-Beta: "1"}}, action: {forward: [shop]}}
                        """));
    }

    @Test
    void isBounded() {
        Configuration few = Setup.file(pool("shop"));
        BackendSpec[] many = IntStream.range(0, 300)
                .mapToObj(i -> backend("b" + i, 1_000 + i, 100))
                .toArray(BackendSpec[]::new);
        List<String> lines = Diff.between(few, Overlay.EMPTY, Setup.file(pool("shop", many)), Overlay.EMPTY);
        assertEquals(201, lines.size());
        assertEquals("and 100 more", lines.get(200));
    }

    private static List<String> diff(String before, String after) {
        return Diff.between(read(before), Overlay.EMPTY, read(after), Overlay.EMPTY);
    }

    private static Configuration read(String yaml) {
        Read read = new ConfigReader(ConfigReader.Form.JAR, name -> null)
                .read("test.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        if (read instanceof Read.Good good) {
            return good.configuration();
        }
        throw new AssertionError(read.toString());
    }
}
