package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.SocketCaller;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.container.TomcatBackend;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** WebSockets of a real client to real Tomcats. */
@ParameterizedClass(name = "{0}")
@MethodSource("forms")
@SuppressWarnings("NullAway.Init")
class WebSocketIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CALLERS = 20;
    private static final int MESSAGES = 50;
    private static final int LONGEST = 100_000;
    private static final int GOING_AWAY = 1001;

    private final Form form;

    @TempDir
    Path folder;

    private List<TomcatBackend> tomcats;
    private TollgateProcess tollgate;
    private AdminClient rest;

    WebSocketIT(Form form) {
        this.form = form;
    }

    /** Those that give connections away (docs/containers.md). */
    static List<Form> forms() {
        Set<String> others = Set.of("jetty-12", "liberty", "payara");
        return Form.all().stream()
                .filter(form -> !others.contains(form.toString()))
                .toList();
    }

    @BeforeEach
    void start() {
        tomcats = Stream.of("a", "b")
                .parallel()
                .map(name -> TomcatBackend.start(name, folder, Duration.ofSeconds(30)))
                .toList();
        tollgate = TollgateProcess.start(form, folder, config());
        rest = tollgate.rest();
    }

    @AfterEach
    void stop() {
        tollgate.close();
        tomcats.forEach(TomcatBackend::close);
    }

    private String config() {
        StringBuilder text = new StringBuilder("""
                version: 1
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: shop
                    affinity: {type: cookie}
                    probe: {path: /alive.txt, interval: 1s, timeout: 1s}
                    backends:
                """);
        tomcats.forEach(
                tomcat -> text.append("      - {id: %s, url: \"%s\"}%n".formatted(tomcat.name(), tomcat.url())));
        return text.toString();
    }

    @Test
    void everyMessageComesBackWholeAndInOrder() {
        List<SocketCaller> callers = callers(CALLERS);
        List<List<String>> sent = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(i);
            List<String> messages = IntStream.range(0, MESSAGES)
                    .mapToObj(n -> n + "x".repeat(random.nextInt(n % 10 == 0 ? LONGEST : 200)))
                    .toList();
            sent.add(messages);
        }
        IntStream.range(0, CALLERS).parallel().forEach(i -> sent.get(i).forEach(callers.get(i)::say));
        for (int i = 0; i < CALLERS; i++) {
            assertEquals(sent.get(i), callers.get(i).heard(MESSAGES, LIMIT));
        }
        assertEquals(
                CALLERS,
                rest.backend("a").get("inFlight").asInt()
                        + rest.backend("b").get("inFlight").asInt());
        callers.forEach(caller -> assertEquals(WebSocket.NORMAL_CLOSURE, caller.close(LIMIT)));
        awaitTunnels(0);
    }

    @Test
    void theyHoldADrainAndAreToldToGoWhenItIsOver() {
        List<SocketCaller> callers = callers(CALLERS);
        awaitTunnels(CALLERS);
        int onA = rest.backend("a").get("tunnels").asInt();
        assertTrue(onA > 0 && onA < CALLERS, onA + " of " + CALLERS);
        rest.patch("a", "{\"mode\": \"drain\", \"reason\": \"test\"}");
        List<SocketCaller> more = callers(CALLERS / 2);
        awaitTunnels(CALLERS + CALLERS / 2);
        assertEquals(onA, rest.backend("a").get("tunnels").asInt(), "those who come new go elsewhere");
        assertEquals("drain", rest.backend("a").get("mode").asText());
        callers.forEach(caller -> caller.say("still here"));
        callers.forEach(caller -> assertEquals(List.of("still here"), caller.heard(1, LIMIT)));

        rest.patch("a", "{\"mode\": \"maintenance\", \"reason\": \"test\"}");
        await().atMost(LIMIT).until(() -> rest.backend("a").get("inFlight").asInt() == 0);
        await().atMost(LIMIT)
                .until(() -> callers.stream()
                                .filter(caller -> caller.closedWith() == GOING_AWAY)
                                .count()
                        == onA);
        assertEquals(
                CALLERS + CALLERS / 2 - onA, rest.backend("b").get("tunnels").asInt());
        more.forEach(caller -> assertEquals(WebSocket.NORMAL_CLOSURE, caller.close(LIMIT)));
    }

    @Test
    void whoStopsTellsThemToGo() {
        assumeTrue(form == Form.JAR, "containers stop in their own order");
        List<SocketCaller> callers = callers(CALLERS);
        awaitTunnels(CALLERS);
        tollgate.process().signal("TERM");
        assertEquals(0, tollgate.process().awaitExit(LIMIT));
        callers.forEach(caller -> assertEquals(GOING_AWAY, caller.closedWith()));
        assertTrue(
                tollgate.log().contains("STOPPED cut-off=0"),
                () -> tollgate.log().toString());
    }

    /** What is no WebSocket of the backend's is answered as any request. */
    @Test
    void aRefusedHandshakeIsAnOrdinaryAnswer() throws IOException, InterruptedException {
        HttpResponse<?> refusal = SocketCaller.refusal(tollgate.data().resolve("/no-such"));
        assertEquals(404, refusal.statusCode());
        awaitTunnels(0);
    }

    private List<SocketCaller> callers(int count) {
        HttpClient client = HttpClient.newHttpClient();
        return IntStream.range(0, count)
                .mapToObj(i -> SocketCaller.open(client, tollgate.data().resolve("/echo")))
                .toList();
    }

    private void awaitTunnels(int count) {
        await().atMost(LIMIT)
                .until(() -> rest.backend("a").get("tunnels").asInt()
                                + rest.backend("b").get("tunnels").asInt()
                        == count);
    }
}
