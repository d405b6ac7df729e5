package io.tollgate.boot.jar;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.Edit;
import io.tollgate.health.Health;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.testing.GrpcBackend;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.NameServer;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends that name servers tell come and go while requests pass. They have one port, on several addresses of loopback. */
@SuppressWarnings("NullAway.Init")
class DnsDiscoverySocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final NameServer names = new NameServer();
    private ScriptedBackend two;
    private ScriptedBackend three;

    @BeforeEach
    void start() {
        two = backend(new InetSocketAddress("127.0.0.2", 0), "two");
        three = backend(new InetSocketAddress("127.0.0.3", two.port()), "three");
    }

    private static ScriptedBackend backend(InetSocketAddress at, String name) {
        ScriptedBackend backend = new ScriptedBackend(at, socket -> {});
        backend.play(backend.answering(ScriptedBackend.ok(name)));
        return backend;
    }

    @AfterEach
    void stop() {
        Stream.of(two, three).forEach(ScriptedBackend::close);
        names.close();
    }

    private String config(String name, String... lines) {
        StringBuilder text = new StringBuilder("""
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: p
                    policy: round-robin
                    probe: {type: none}
                """);
        text.append("    discovery: {drain: 1s, dns: {name: ")
                .append(name)
                .append(", port: ")
                .append(two.port())
                .append(", resolver: [\"")
                .append(names.address())
                .append("\"], minInterval: 1s, maxInterval: 2s}}\n");
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }

    private String id(String address) {
        return address + "-" + two.port();
    }

    private static Set<String> ids(DataSide tollgate) {
        return Objects.requireNonNull(tollgate.core().live().current().pool("p")).pool().endpoints().stream()
                .map(endpoint -> endpoint.id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void awaitIds(DataSide tollgate, String... addresses) {
        Set<String> wanted = Stream.of(addresses).map(this::id).collect(Collectors.toSet());
        await().atMost(LIMIT).until(() -> ids(tollgate).equals(wanted));
    }

    private static DiscoveryReport report(DataSide tollgate) {
        return Objects.requireNonNull(tollgate.core().discovery().of("p"));
    }

    private static LoadDriver traffic(DataSide tollgate) {
        return LoadDriver.atRate(
                tollgate.url(), 4, 200, RawRequest.get("/"), answer -> answer.status() == 200 ? "anybody" : null);
    }

    private static void awaitMore(LoadDriver load) {
        long seen = load.report().total();
        await().atMost(LIMIT).until(() -> load.report().total() > seen + 50);
    }

    @Test
    void noRequestFailsWhileAddressesChangeAndNameServersFail() {
        names.addresses("app.internal", 1, "127.0.0.2");
        try (DataSide tollgate = DataSide.start(folder, config("app.internal"));
                LoadDriver load = traffic(tollgate)) {
            assertEquals(Set.of(id("127.0.0.2")), ids(tollgate), "the first request finds it");
            names.addresses("app.internal", 1, "127.0.0.2", "127.0.0.3");
            awaitIds(tollgate, "127.0.0.2", "127.0.0.3");

            tollgate.apply(new Edit.SetMode("p", id("127.0.0.2"), Mode.MAINTENANCE, null));
            awaitMore(load);
            names.mood(NameServer.Mood.SERVFAIL);
            await().atMost(LIMIT).until(() -> report(tollgate).trouble() != null);
            assertTrue(report(tollgate).failures() > 0);
            awaitMore(load);
            assertEquals(Set.of(id("127.0.0.2"), id("127.0.0.3")), ids(tollgate));
            names.mood(NameServer.Mood.WELL);
            await().atMost(LIMIT).until(() -> report(tollgate).trouble() == null);

            assertEquals(Mode.MAINTENANCE, tollgate.endpoint(id("127.0.0.2")).mode());
            tollgate.apply(new Edit.SetMode("p", id("127.0.0.2"), Mode.READY, null));
            names.addresses("app.internal", 1, "127.0.0.2");
            awaitIds(tollgate, "127.0.0.2");
            awaitMore(load);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    @Test
    void aNameThatIsGoneEmptiesThePoolOnlyWhenThatIsToldAgainAndAgain() {
        names.negativeTtl(1);
        names.addresses("app.internal", 1, "127.0.0.2");
        try (DataSide tollgate = DataSide.start(folder, config("app.internal"))) {
            names.forget("app.internal");
            await().atMost(LIMIT).until(() -> report(tollgate).trouble() != null);
            assertEquals(Set.of(id("127.0.0.2")), ids(tollgate));
            assertEquals(Mode.READY, tollgate.endpoint(id("127.0.0.2")).mode());
            awaitIds(tollgate);
            names.addresses("app.internal", 1, "127.0.0.3");
            awaitIds(tollgate, "127.0.0.3");
            assertNull(report(tollgate).trouble());
        }
    }

    @Test
    void aNameThatCannotBeLookedUpDoesNotPreventTheStart() {
        names.mood(NameServer.Mood.REFUSED);
        try (DataSide tollgate = DataSide.start(folder, config("app.internal"))) {
            assertEquals(names.address() + " answered REFUSED", report(tollgate).trouble());
            assertEquals(Set.of(), ids(tollgate));
            names.addresses("app.internal", 1, "127.0.0.3");
            names.mood(NameServer.Mood.WELL);
            awaitIds(tollgate, "127.0.0.3");
        }
    }

    @Test
    void anotherNameInTheConfigurationTakesTheOldOnesPlaceWithoutAGap() throws IOException {
        names.addresses("app.internal", 1, "127.0.0.2");
        names.addresses("new.internal", 1, "127.0.0.3");
        try (DataSide tollgate = DataSide.start(folder, config("app.internal"));
                LoadDriver load = traffic(tollgate)) {
            Files.writeString(folder.resolve("tollgate.yaml"), config("new.internal"));
            awaitIds(tollgate, "127.0.0.3");
            assertEquals("DNS new.internal", report(tollgate).source());
            awaitMore(load);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    @Test
    void servicesHaveTheirOwnPortsWeightsAndTiers() {
        names.addresses("two.internal", 1, "127.0.0.2");
        names.addresses("three.internal", 1, "127.0.0.3");
        names.services(
                "_http._tcp.app.internal",
                1,
                "10 30 " + two.port() + " two.internal",
                "20 5 " + three.port() + " three.internal");
        String config = config("_http._tcp.app.internal").replace("port: " + two.port(), "type: srv");
        try (DataSide tollgate = DataSide.start(folder, config);
                LoadDriver load = traffic(tollgate)) {
            assertEquals(Set.of(id("127.0.0.2"), id("127.0.0.3")), ids(tollgate));
            BackendSpec first = tollgate.endpoint(id("127.0.0.2")).spec();
            BackendSpec backup = tollgate.endpoint(id("127.0.0.3")).spec();
            assertEquals("30/0 5/1", first.weight() + "/" + first.tier() + " " + backup.weight() + "/" + backup.tier());
            awaitMore(load);
            assertEquals(0, three.requests().size(), "it stands by");
            names.services("_http._tcp.app.internal", 1, "20 5 " + three.port() + " three.internal");
            awaitIds(tollgate, "127.0.0.3");
            assertEquals(0, tollgate.endpoint(id("127.0.0.3")).spec().tier());
            awaitMore(load);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    @Test
    void certificatesAreCheckedByTheNameThatLedThere() throws Exception {
        TestCertificates.Made authority = TestCertificates.authority("ca");
        authority.writeTo(folder, "ca");
        two.close();
        try (ScriptedBackend secure = ScriptedBackend.secure(
                TestCertificates.context(TestCertificates.signed(authority, "app", "EC", "app.internal")), false)) {
            secure.play(secure.answering(ScriptedBackend.ok("secure")));
            for (String name : List.of("app.internal", "other.internal")) {
                names.addresses(name, 1, "127.0.0.1");
                String config = config(name, "retry: {max: 0}", "tls: {ca: ca.pem}")
                        .replace("port: " + two.port(), "scheme: https, port: " + secure.port());
                try (DataSide tollgate = DataSide.start(folder, config);
                        RawSocket client = RawSocket.connect(tollgate.port())) {
                    assertEquals(
                            name.equals("app.internal") ? "200" : "502",
                            client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .head()
                                    .word(1),
                            name);
                    assertEquals(
                            "",
                            Objects.requireNonNull(tollgate.core()
                                            .live()
                                            .current()
                                            .said()
                                            .pool("p"))
                                    .tls()
                                    .serverName());
                    if (name.equals("app.internal")) {
                        assertNull(tollgate.load(config.replaceAll(" {4}discovery:.*\n", "")));
                        assertEquals(
                                Mode.DRAIN,
                                tollgate.endpoint("127.0.0.1-" + secure.port()).mode());
                        assertEquals(
                                "200",
                                client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                        .head()
                                        .word(1),
                                "whoever leaves is verified by the name that led there");
                    }
                }
            }
        }
    }

    @Test
    void probesCheckCertificatesByTheNameThatLedThere() throws Exception {
        TestCertificates.Made authority = TestCertificates.authority("ca");
        authority.writeTo(folder, "ca");
        try (GrpcBackend secure = GrpcBackend.secure(
                        TestCertificates.context(TestCertificates.signed(authority, "app", "EC", "app.internal")),
                        false,
                        GrpcBackend.saying(GrpcBackend.SERVING));
                ScriptedBackend web = ScriptedBackend.secure(
                        TestCertificates.context(TestCertificates.signed(authority, "web", "EC", "app.internal")),
                        false)) {
            web.play(web.answering(ScriptedBackend.ok("well")));
            int port = URI.create(secure.url()).getPort();
            for (String probe : List.of("type: grpc", "type: grpc, port: " + port, "type: http, port: " + web.port())) {
                for (String name : List.of("app.internal", "other.internal")) {
                    probed(name, port, probe, name.equals("app.internal") ? Health.UP : Health.DOWN);
                }
            }
        }
    }

    private void probed(String name, int port, String probe, Health expected) {
        names.addresses(name, 1, "127.0.0.1");
        String config = config(name, "tls: {ca: ca.pem}")
                .replace("port: " + two.port(), "scheme: https, port: " + port)
                .replace("{type: none}", "{" + probe + ", interval: 100ms, rise: 1, fall: 1}");
        try (DataSide tollgate = DataSide.start(folder, config)) {
            Endpoint found = tollgate.endpoint("127.0.0.1-" + port);
            await().atMost(LIMIT).untilAsserted(() -> assertEquals(expected, found.health(), name + " by " + probe));
        }
    }
}
