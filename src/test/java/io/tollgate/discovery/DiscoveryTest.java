package io.tollgate.discovery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.DepartureKeeper;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.FileRevisionStore;
import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.control.SnapshotFactory;
import io.tollgate.model.Address;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.testing.FakeTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found gets into the configuration in force, and only what that asks for. Nothing here waits for real time. */
@SuppressWarnings("NullAway.Init")
class DiscoveryTest {
    @TempDir
    Path folder;

    private final FakeTime time = new FakeTime();
    private final ConfigReader reader = new ConfigReader(ConfigReader.Form.JAR, name -> null);
    private final Map<String, List<CompletableFuture<Answer>>> asked = new ConcurrentHashMap<>();
    private FileRevisionStore store;
    private Discovery discovery;
    private ConfigKeeper live;
    private int most = 100;
    private boolean broken;

    @BeforeEach
    void start() throws Exception {
        discovery = new Discovery(folder, reader, time, time, new Random(1), new Discovery.Questions() {
            @Override
            public List<Question> of(DnsDiscovery spec) {
                return List.of(() -> {
                    CompletableFuture<Answer> answer = new CompletableFuture<>();
                    asked.computeIfAbsent(spec.name(), name -> new ArrayList<>())
                            .add(answer);
                    return answer;
                });
            }

            @Override
            public void close() {}
        });
        store = new FileRevisionStore(folder);
        live = ConfigKeeper.open(
                config("one"),
                Map.of(),
                store,
                new SnapshotFactory(
                        time,
                        time,
                        (endpoint, outcome, nanos) -> {},
                        spec -> {
                            throw new AssertionError("nobody is tied");
                        },
                        new Random(7),
                        bound -> 0,
                        new PageFiles(folder, null)),
                List.of(this::reconcile),
                time);
        live.onRevision(revision -> discovery.follow(live.current().file()));
        discovery.start(live);
        time.advance(Duration.ZERO);
    }

    @AfterEach
    void stop() throws Exception {
        discovery.close();
        store.close();
    }

    private Reconciler.Prepared reconcile(Configuration next) throws RefusedException {
        if (broken) {
            throw new IllegalStateException("no room");
        }
        if (next.pools().get(0).backends().size() > most) {
            throw new RefusedException("pools[0].tls.ca", "cannot be read", "look after it");
        }
        return Reconciler.Prepared.NOTHING;
    }

    private Configuration config(@Nullable String name) {
        return parsed(name == null ? "" : ", discovery: {dns: {name: " + name + ", type: a}}");
    }

    private Configuration parsed(String discovery) {
        String text = "pools: [{id: p%s}]".formatted(discovery);
        return ((Read.Good) reader.read("test", text.getBytes(StandardCharsets.UTF_8))).configuration();
    }

    /** Answers the last question for that name. */
    private void answer(String name, String... hosts) {
        List<CompletableFuture<Answer>> all = Objects.requireNonNull(asked.get(name));
        all.get(all.size() - 1)
                .complete(new Answer.Found(
                        Stream.of(hosts)
                                .map(host -> Place.of(new Address(host, 80)))
                                .toList(),
                        Duration.ofSeconds(60)));
        time.advance(Duration.ZERO);
    }

    private List<String> backends() {
        return Objects.requireNonNull(live.current().configuration().pool("p")).backends().stream()
                .map(BackendSpec::id)
                .toList();
    }

    private DiscoveryReport report() {
        return Objects.requireNonNull(discovery.of("p"));
    }

    @Test
    void whatIsFoundIsInForce() {
        assertEquals(List.of(), backends());
        answer("one", "10.0.0.1");
        assertEquals(List.of("10.0.0.1-80"), backends());
        assertEquals(1, report().backends());
        assertEquals("DNS one", report().source());
    }

    @Test
    void anotherPlaceToLookAtTakesTheOldOnesPlaceWhenItTells() throws Exception {
        answer("one", "10.0.0.1");
        live.loadFile(config("two"), "changed");
        time.advance(Duration.ZERO);
        assertEquals(List.of("10.0.0.1-80"), backends());
        assertEquals(0, live.current().discovered().leaving("p"), "nobody has told otherwise");
        answer("two", "10.0.0.2");
        assertEquals(1, live.current().discovered().leaving("p"));
        assertEquals(List.of("10.0.0.2-80", "10.0.0.1-80"), backends());
        time.advance(Duration.ofHours(1));
        assertEquals(1, Objects.requireNonNull(asked.get("one")).size(), "nobody asks for it any more");
    }

    @Test
    void whereNobodyIsToBeFoundNobodyLooks() throws Exception {
        answer("one", "10.0.0.1");
        live.loadFile(
                config(null)
                        .withPools(List.of(Objects.requireNonNull(config(null).pool("p")))),
                "without");
        assertEquals(1, live.current().discovered().leaving("p"));
        assertEquals(DiscoveryReport.OVER, report(), "those that leave are told of until they are gone");
        new DepartureKeeper(live, time).look();
        assertEquals(DiscoveryReport.OVER, report(), "nobody else is up");
        time.advance(Duration.ofMinutes(10));
        new DepartureKeeper(live, time).look();
        assertNull(discovery.of("p"));
        time.advance(Duration.ofHours(1));
        assertEquals(1, Objects.requireNonNull(asked.get("one")).size());
    }

    @Test
    void whatCannotBeUsedIsToldAndWhatWasFoundBeforeStays() {
        answer("one", "10.0.0.1");
        most = 2;
        time.advance(Duration.ofSeconds(70));
        answer("one", "10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertEquals(List.of("10.0.0.1-80"), backends());
        assertTrue(
                Objects.requireNonNull(report().trouble()).startsWith("what it tells cannot be used: pools[0].tls.ca"),
                report()::toString);
        time.advance(Duration.ofSeconds(70));
        answer("one", "10.0.0.1", "10.0.0.2");
        assertEquals(List.of("10.0.0.1-80", "10.0.0.2-80"), backends());
        assertNull(report().trouble());

        time.advance(Duration.ofSeconds(70));
        answer("one", "10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertEquals(2, backends().size());
        most = 3;
        discovery.retry();
        time.advance(Duration.ZERO);
        assertEquals(3, backends().size(), "what stood in the way was looked after");
        assertNull(report().trouble());
    }

    private void nothing(String name) {
        List<CompletableFuture<Answer>> all = Objects.requireNonNull(asked.get(name));
        all.get(all.size() - 1).complete(new Answer.Nothing("there is no name " + name, Duration.ofSeconds(60)));
        time.advance(Duration.ZERO);
    }

    @Test
    void anotherTemplateOrDrainLooksNoOtherWay() throws Exception {
        answer("one", "10.0.0.1", "10.0.0.2");
        live.loadFile(parsed(", discovery: {drain: 1m, dns: {name: one, type: a, template: {weight: 7}}}"), "changed");
        time.advance(Duration.ZERO);
        assertEquals(1, Objects.requireNonNull(asked.get("one")).size());
        assertEquals(
                7,
                Objects.requireNonNull(live.current().configuration().pool("p"))
                        .backends()
                        .get(0)
                        .weight());
        time.advance(Duration.ofSeconds(70));
        nothing("one");
        assertEquals(0, live.current().discovered().leaving("p"), "told once");
    }

    @Test
    void anotherNameThatDoesNotExistTakesNothingAway() throws Exception {
        answer("one", "10.0.0.1", "10.0.0.2");
        live.loadFile(config("two"), "mistyped");
        time.advance(Duration.ZERO);
        nothing("two");
        assertEquals(List.of("10.0.0.1-80", "10.0.0.2-80"), backends());
        assertEquals(0, live.current().discovered().leaving("p"));
        assertEquals("there is no name two, which is believed when it is told 3 times in a row", report().trouble());
    }

    @Test
    void whateverGoesWrongWithWhatIsFoundIsTold() {
        broken = true;
        answer("one", "10.0.0.1");
        assertEquals("what it tells cannot be used: java.lang.IllegalStateException: no room", report().trouble());
        broken = false;
        discovery.retry();
        time.advance(Duration.ZERO);
        assertEquals(List.of("10.0.0.1-80"), backends());
        assertNull(report().trouble());
    }

    /** Looks for it as a reload does, and answers meanwhile. */
    private Map<String, List<BackendSpec>> lookFor(Configuration next, Runnable meanwhile) throws Exception {
        CompletableFuture<Map<String, List<BackendSpec>>> found =
                CompletableFuture.supplyAsync(() -> discovery.lookFor(next));
        await().until(() -> time.pending() > 0 && wanted());
        meanwhile.run();
        return found.get(30, TimeUnit.SECONDS);
    }

    private boolean wanted() {
        time.advance(Duration.ZERO);
        return asked.containsKey("two");
    }

    @Test
    void whatIsBeingLookedForIsNotEndedByWhatIsFoundMeanwhile() throws Exception {
        answer("one", "10.0.0.1");
        Map<String, List<BackendSpec>> found = lookFor(config("two"), () -> {
            discovery.follow(live.current().file());
            time.advance(Duration.ZERO);
            answer("two", "10.0.0.2");
        });
        assertEquals(
                "[10.0.0.2-80]",
                Objects.requireNonNull(found.get("p")).stream()
                        .map(BackendSpec::id)
                        .toList()
                        .toString());
        assertEquals(Map.of(), discovery.lookFor(config("one")), "that is handed on all the time");

        discovery.giveUp();
        time.advance(Duration.ofHours(1));
        assertEquals(1, Objects.requireNonNull(asked.get("two")).size(), "it did not come into force");
        assertTrue(Objects.requireNonNull(asked.get("one")).size() > 1);
    }
}
