package io.tollgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
    private static final BackendUrl URL = new BackendUrl("http", "127.0.0.1", 9001);
    private static final HealthMonitor.Key KEY = new HealthMonitor.Key("shop", "a");

    private final FakeTime time = new FakeTime();
    private final List<Long> sentNanos = new ArrayList<>();
    private final List<BackendUrl> asked = new ArrayList<>();
    private final List<CompletableFuture<ProbeResult>> answers = new ArrayList<>();
    private final List<ProbeResult> results = new ArrayList<>();
    private final HealthMonitor monitor =
            new HealthMonitor(Map.of(ProbeSpec.Type.TCP, this::send), time, time, new Random(7));

    private CompletableFuture<ProbeResult> send(BackendUrl url, BackendLink link, ProbeSpec spec) {
        sentNanos.add(time.nanos());
        asked.add(url);
        CompletableFuture<ProbeResult> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    @Test
    void sendsTheFirstProbeWithinHalfASecond() {
        watch(5000);
        time.advance(Duration.ofMillis(500));
        assertEquals(1, sentNanos.size());
    }

    @Test
    void asksThePortThatTheProbeNames() {
        ProbeSpec plain = spec(ProbeSpec.Type.TCP, 5000);
        ProbeSpec other = new ProbeSpec(
                plain.type(),
                plain.path(),
                plain.interval(),
                plain.timeout(),
                plain.rise(),
                plain.fall(),
                plain.expect(),
                plain.host(),
                9777,
                plain.headers(),
                plain.body(),
                plain.service());
        monitor.watch(KEY, URL, BackendLink.PLAIN, plain, results::add);
        monitor.watch(KEY, URL, BackendLink.PLAIN, other, results::add);
        time.advance(Duration.ofMillis(500));
        assertEquals(Set.of(URL, new BackendUrl("http", "127.0.0.1", 9777)), Set.copyOf(asked));
    }

    @Test
    void spreadsFirstProbesOverThatTime() {
        for (int i = 0; i < 1000; i++) {
            watch(5000);
        }
        time.advance(Duration.ofMillis(250));
        assertTrue(sentNanos.size() > 400 && sentNanos.size() < 600, sentNanos.size() + " of 1000 in half the time");
        time.advance(Duration.ofMillis(250));
        assertEquals(1000, sentNanos.size());
    }

    @Test
    void probesByTheIntervalSpreadByATenth() {
        watch(5000);
        for (int i = 0; i < 200; i++) {
            nextProbe();
            answer(true);
        }
        List<Long> gaps = gapsMillis();
        assertTrue(gaps.stream().allMatch(gap -> gap >= 4499 && gap <= 5501), gaps.toString());
        assertTrue(gaps.stream().distinct().count() > 100, "no step is the same");
        double mean = gaps.stream().mapToLong(gap -> gap).average().orElseThrow();
        assertEquals(5000, mean, 100);
    }

    @Test
    void asksTwiceAsOftenWhileInDoubt() {
        watch(5000);
        nextProbe();
        answer(true);
        nextProbe();
        answer(false);
        nextProbe();
        answer(true);
        nextProbe();
        List<Long> gaps = gapsMillis();
        assertEquals(5000, gaps.get(0), 501);
        assertEquals(2500, gaps.get(1), 251);
        assertEquals(5000, gaps.get(2), 501);
    }

    /** Three probes at a tenth of the interval, the first at once: a second, not ten. */
    @Test
    void failuresOfLiveTrafficAreLookedIntoAtOnce() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        answer(true);
        time.advance(Duration.ofSeconds(1));
        long began = time.nanos();
        watch.hurry();
        nextProbe();
        assertEquals(0, (sentNanos.get(1) - began) / 1e6, 1.0);
        for (int i = 0; i < 3; i++) {
            answer(false);
            nextProbe();
            watch.hurry();
        }
        assertEquals(1000.0, (sentNanos.get(3) - began) / 1e6, 101.0);
    }

    @Test
    void howeverManyFailWithinATenthOfTheIntervalOneProbeIsSent() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        answer(true);
        for (int i = 0; i < 100; i++) {
            watch.hurry();
            time.advance(Duration.ofMillis(1));
            if (sentNanos.size()
                    > answers.stream().filter(CompletableFuture::isDone).count()) {
                answer(true);
            }
        }
        assertEquals(2, sentNanos.size());
        nextProbe();
        assertEquals(5000, gapsMillis().get(1), 501, "a good one ends the hurry");
    }

    /** It may have been answered before the failure. */
    @Test
    void aProbeThatWasOutAlreadySettlesNoDoubt() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        time.advance(Duration.ofMillis(10));
        watch.hurry();
        answer(true);
        nextProbe();
        assertEquals(500, gapsMillis().get(0), 51);
        answer(true);
        nextProbe();
        assertEquals(5000, gapsMillis().get(1), 501);
    }

    @Test
    void whoIsKnownToBeDownIsNotAskedMoreOften() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        answer(false);
        watch.hurry();
        nextProbe();
        assertEquals(5000, gapsMillis().get(0), 501);
    }

    @Test
    void whatIsStoppedIsNotHurried() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        answer(true);
        watch.close();
        watch.hurry();
        time.advance(Duration.ofMinutes(1));
        assertEquals(1, sentNanos.size());
        HealthMonitor.Watch.NONE.hurry();
    }

    @Test
    void measuresTheIntervalFromStartToStart() {
        watch(5000);
        nextProbe();
        time.advance(Duration.ofSeconds(2));
        answer(true);
        nextProbe();
        assertEquals(5000, gapsMillis().get(0), 501);
    }

    @Test
    void neverOverlapsItself() {
        watch(5000);
        nextProbe();
        time.advance(Duration.ofMinutes(10));
        assertEquals(1, sentNanos.size(), "no second one while the first is out");
        answer(false);
        time.advance(Duration.ZERO);
        assertEquals(2, sentNanos.size(), "the next at once, for its time has long come");
    }

    @Test
    void deliversEveryResultAndStopsWhenClosed() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        answer(true);
        nextProbe();
        answer(false);
        assertEquals(
                List.of(true, false), results.stream().map(ProbeResult::good).toList());
        watch.close();
        watch.close();
        time.advance(Duration.ofHours(1));
        assertEquals(2, sentNanos.size());
        assertEquals(0, time.pending());
    }

    @Test
    void aResultThatComesAfterClosingIsDropped() {
        HealthMonitor.Watch watch = watch(5000);
        nextProbe();
        watch.close();
        answer(true);
        assertEquals(List.of(), results);
        assertEquals(0, time.pending());
    }

    @Test
    void aProbeThatFailsInItselfCountsAsBadAndGoesOn() {
        watch(5000);
        nextProbe();
        answers.get(0).completeExceptionally(new IllegalStateException("a scripted failure"));
        assertEquals(List.of(false), results.stream().map(ProbeResult::good).toList());
        nextProbe();
        assertEquals(2, sentNanos.size());
    }

    @Test
    void aProbeThatThrowsCountsAsBadAndGoesOn() {
        Probe thrower = (url, link, spec) -> {
            throw new IllegalStateException("a scripted failure");
        };
        try (HealthMonitor broken = new HealthMonitor(Map.of(ProbeSpec.Type.TCP, thrower), time, time, new Random(7))) {
            HealthMonitor.Watch watch =
                    broken.watch(KEY, URL, BackendLink.PLAIN, spec(ProbeSpec.Type.TCP, 5000), results::add);
            time.advance(Duration.ofSeconds(30));
            assertTrue(results.size() >= 5 && results.stream().noneMatch(ProbeResult::good), results.toString());
            watch.close();
        }
    }

    @Test
    void anOwnerThatThrowsDoesNotStopItsProbes() {
        HealthMonitor.Watch watch =
                monitor.watch(KEY, URL, BackendLink.PLAIN, spec(ProbeSpec.Type.TCP, 5000), result -> {
                    throw new IllegalStateException("a scripted failure");
                });
        nextProbe();
        answer(true);
        nextProbe();
        assertEquals(2, sentNanos.size());
        watch.close();
    }

    @Test
    void watchesNothingForTypeNoneAndRefusesATypeItCannotSend() {
        assertSame(
                HealthMonitor.Watch.NONE,
                monitor.watch(KEY, URL, BackendLink.PLAIN, spec(ProbeSpec.Type.NONE, 5000), results::add));
        assertThrows(
                IllegalArgumentException.class,
                () -> monitor.watch(KEY, URL, BackendLink.PLAIN, spec(ProbeSpec.Type.HTTP, 5000), results::add));
        assertEquals(0, time.pending());
    }

    @Test
    void closingTheMonitorStopsEveryWatch() {
        for (int i = 0; i < 10; i++) {
            watch(5000);
        }
        monitor.close();
        assertEquals(0, time.pending());
    }

    private HealthMonitor.Watch watch(long intervalMillis) {
        return monitor.watch(KEY, URL, BackendLink.PLAIN, spec(ProbeSpec.Type.TCP, intervalMillis), results::add);
    }

    private static ProbeSpec spec(ProbeSpec.Type type, long intervalMillis) {
        return Specs.probe(type, intervalMillis, 2, 3);
    }

    /** Moves on until one more probe is sent. */
    private void nextProbe() {
        int before = sentNanos.size();
        for (int i = 0; i < 7000 && sentNanos.size() == before; i++) {
            time.advance(Duration.ofMillis(1));
        }
        assertEquals(before + 1, sentNanos.size());
    }

    private void answer(boolean good) {
        answers.get(answers.size() - 1).complete(new ProbeResult(good, time.wallMillis(), 0, "scripted"));
    }

    private List<Long> gapsMillis() {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < sentNanos.size(); i++) {
            gaps.add((sentNanos.get(i) - sentNanos.get(i - 1)) / 1_000_000);
        }
        return gaps;
    }
}
