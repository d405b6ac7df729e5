package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;

class ConnectRaceTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final FakeTime time = new FakeTime();
    private final List<String> events = new ArrayList<>();
    private final Map<String, Promise<String>> dialled = new LinkedHashMap<>();
    private final List<Throwable> failures = new ArrayList<>();

    @Test
    void theFirstAddressIsTakenAloneWhenItAnswersAtOnce() {
        race(LIMIT, "a", "b");
        connected("a");
        time.advance(LIMIT.multipliedBy(2));
        assertEquals(List.of("dial a", "won to a"), events);
        assertEquals(0, time.pending());
    }

    @Test
    void anAddressThatSwallowsEverythingCostsAQuarterOfASecond() {
        race(LIMIT, "a", "b");
        time.advance(Duration.ofMillis(249));
        assertEquals(List.of("dial a"), events);
        time.advance(Duration.ofMillis(1));
        connected("b");
        assertEquals(List.of("dial a", "dial b", "give up a", "won to b"), events);
        assertEquals(0, time.pending());
    }

    @Test
    void theFirstMayStillWinWhenOthersRun() {
        race(LIMIT, "a", "b", "c");
        time.advance(Duration.ofMillis(500));
        connected("a");
        assertEquals(List.of("dial a", "dial b", "dial c", "give up b", "give up c", "won to a"), events);
    }

    @Test
    void theNextIsTriedAtOnceWhenOneFails() {
        race(LIMIT, "a", "b", "c");
        failed("a");
        assertEquals(List.of("dial a", "dial b"), events);
        time.advance(Duration.ofMillis(249));
        assertEquals(2, events.size(), "the wait begins anew");
        time.advance(Duration.ofMillis(1));
        assertEquals("dial c", events.get(2));
    }

    @Test
    void allHaveFailed() {
        race(LIMIT, "a", "b");
        failed("a");
        assertEquals(List.of(), failures);
        failed("b");
        assertEquals("b failed", failures.get(0).getMessage());
        assertEquals(0, time.pending());
        time.advance(LIMIT);
        assertEquals(1, failures.size());
    }

    @Test
    void theLimitEndsThemAll() {
        race(LIMIT, "a", "b");
        time.advance(LIMIT);
        assertEquals(List.of("dial a", "dial b", "give up a", "give up b"), events);
        assertInstanceOf(SocketTimeoutException.class, failures.get(0));
        failed("a");
        connected("b");
        assertEquals(1, failures.size());
        assertEquals("dropped to b", events.get(events.size() - 1), "too late");
    }

    @Test
    void allHaveTheirTurnWithinAShortLimit() {
        race(Duration.ofMillis(90), "a", "b");
        time.advance(Duration.ofMillis(30));
        assertEquals(List.of("dial a", "dial b"), events);
    }

    @Test
    void aConnectionThatComesTooLateIsClosed() {
        race(LIMIT, "a", "b");
        time.advance(Duration.ofMillis(250));
        connected("b");
        connected("a");
        assertEquals("dropped to a", events.get(events.size() - 1));
        assertEquals(1, events.stream().filter(event -> event.startsWith("won")).count());
    }

    @Test
    void anAttemptThatFailsWithinTheDialling() {
        events.clear();
        ConnectRace<String, String> race = new ConnectRace<>(
                List.of("a", "b"),
                LIMIT,
                time,
                new ConnectRace.Dialler<>() {
                    @Override
                    public Runnable dial(String address, Promise<String> outcome) {
                        if (address.equals("a")) {
                            outcome.failed(new IOException("at once"));
                        } else {
                            outcome.succeeded("to b");
                        }
                        return () -> events.add("give up " + address);
                    }

                    @Override
                    public void drop(String connection) {
                        events.add("dropped");
                    }
                },
                Promise.from(connection -> events.add("won " + connection), failures::add));
        race.start();
        assertEquals(List.of("won to b"), events);
        assertTrue(failures.isEmpty());
    }

    private void race(Duration limit, String... addresses) {
        new ConnectRace<>(
                        List.of(addresses),
                        limit,
                        time,
                        new ConnectRace.Dialler<>() {
                            @Override
                            public Runnable dial(String address, Promise<String> outcome) {
                                events.add("dial " + address);
                                dialled.put(address, outcome);
                                return () -> events.add("give up " + address);
                            }

                            @Override
                            public void drop(String connection) {
                                events.add("dropped " + connection);
                            }
                        },
                        Promise.<String>from(connection -> events.add("won " + connection), failures::add))
                .start();
    }

    private void connected(String address) {
        Objects.requireNonNull(dialled.get(address)).succeeded("to " + address);
    }

    private void failed(String address) {
        Objects.requireNonNull(dialled.get(address)).failed(new IOException(address + " failed"));
    }
}
