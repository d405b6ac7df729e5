package io.tollgate.control;

import static io.tollgate.control.Setup.add;
import static io.tollgate.control.Setup.apply;
import static io.tollgate.control.Setup.backend;
import static io.tollgate.control.Setup.mode;
import static io.tollgate.control.Setup.remove;
import static io.tollgate.control.Setup.shop;
import static io.tollgate.control.Setup.weight;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.balance.Endpoint;
import io.tollgate.health.Health;
import io.tollgate.health.HealthMonitor;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.model.ProbeSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeKeeperTest {
    private final FakeTime time = new FakeTime();
    private final Map<Integer, Integer> sent = new TreeMap<>();
    private final HealthMonitor monitor =
            new HealthMonitor(Map.of(ProbeSpec.Type.HTTP, this::send), time, time, new Random(7));
    private final ProbeKeeper probes = new ProbeKeeper(monitor, this::agent);

    private CompletableFuture<ProbeResult> send(BackendUrl url, BackendLink link, ProbeSpec spec) {
        sent.merge(url.port(), 1, Integer::sum);
        boolean good = url.port() != 9002;
        return CompletableFuture.completedFuture(new ProbeResult(good, time.wallMillis(), 1_000, good ? "200" : "503"));
    }

    private CompletableFuture<ProbeResult> agent(BackendUrl url, Duration limit) {
        throw new AssertionError("no pool has agents");
    }

    private ConfigKeeper live = open();

    private ConfigKeeper open() {
        try {
            return ConfigKeeper.open(
                    shop("a", "b"), Map.of(), new Setup.MemoryStore(), Setup.factory(time), List.of(), time);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void follows() {
        live.onRevision(revision -> probes.follow(live.current()));
        probes.follow(live.current());
    }

    @Test
    void bringsWhatProbesFindToThePool() {
        time.advance(Duration.ofSeconds(1));
        assertEquals(
                List.of(Health.UP, Health.DOWN),
                Setup.pool(live).endpoints().stream().map(Endpoint::health).toList());
    }

    @Test
    void probesWhatJoinsAndNoLongerWhatHasGone() throws Exception {
        time.advance(Duration.ofSeconds(1));
        apply(live, add(backend("c")), remove("b"));
        sent.clear();
        time.advance(Duration.ofSeconds(1));
        assertEquals(Map.of(9003, 1), sent, "c at once, a by its interval, b never");
        time.advance(Duration.ofMinutes(1));
        assertEquals(List.of(9001, 9003), List.copyOf(sent.keySet()));
    }

    @Test
    void goesOnUndisturbedWhereNothingOfTheProbeChanges() throws Exception {
        time.advance(Duration.ofSeconds(1));
        sent.clear();
        for (int i = 0; i < 30; i++) {
            apply(live, weight("a", i), mode("b", i % 2 == 0 ? Mode.DRAIN : Mode.READY));
            time.advance(Duration.ofMillis(100));
        }
        assertEquals(Map.of(), sent, "three seconds are no interval");
        time.advance(Duration.ofSeconds(3));
        assertEquals(Map.of(9001, 1, 9002, 1), sent);
    }

    @Test
    void asksAnotherServerOfTheSameNameAtOnce() throws Exception {
        time.advance(Duration.ofSeconds(1));
        sent.clear();
        apply(live, remove("b"), add(backend("b", 9502, 100)));
        assertEquals(Health.UNKNOWN, Setup.pool(live).endpoints().get(1).health());
        time.advance(Duration.ofSeconds(1));
        assertEquals(Map.of(9502, 1), sent);
        assertEquals(Health.UP, Setup.pool(live).endpoints().get(1).health());
    }

    @Test
    void probesAPoolThatWasMadeAnewUnderItsOldName() throws Exception {
        live.loadFile(Setup.file(Setup.pool("api", backend("x"))), "without shop");
        live.loadFile(shop("a", "b"), "with shop again");
        time.advance(Duration.ofSeconds(1));
        assertEquals(
                List.of(Health.UP, Health.DOWN),
                Setup.pool(live).endpoints().stream().map(Endpoint::health).toList());
    }

    @Test
    void stopsWhenItIsClosed() {
        probes.close();
        time.advance(Duration.ofMinutes(1));
        assertEquals(Map.of(), sent);
        assertEquals(0, time.pending());
    }
}
