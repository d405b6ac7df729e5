package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficWindowTest {
    private static final long MILLI = 1_000_000L;

    private final FakeTime time = new FakeTime();
    private final TrafficWindow window = TrafficWindow.withHistory();

    @BeforeEach
    void startAtTheBeginningOfASlice() {
        time.advance(Duration.ofSeconds(9));
    }

    private void slice(int requests, int errors, long millis) {
        for (int i = 0; i < requests; i++) {
            window.record(time.nanos(), i < errors, millis * MILLI);
        }
        time.advance(Duration.ofSeconds(10));
    }

    @Test
    void sharesAndPercentilesAreOfTheLastMinute() {
        slice(100, 100, 5000);
        for (int i = 0; i < 5; i++) {
            slice(100, 10, 20);
        }
        Figures figures = window.figures(time.nanos());

        assertEquals(0.1, figures.errorShare(), 1e-9);
        assertEquals(20, figures.p50Millis(), 20 * 0.032);
        assertEquals(20, figures.p99Millis(), 20 * 0.032);
        assertEquals(10, figures.requestsPerSecond());
    }

    @Test
    void percentilesMergeTheSlices() {
        slice(90, 0, 10);
        slice(10, 0, 1000);
        Figures figures = window.figures(time.nanos());

        assertEquals(10, figures.p50Millis(), 10 * 0.032);
        assertEquals(1000, figures.p95Millis(), 1000 * 0.032);
    }

    @Test
    void anIdleMinuteLeavesNothing() {
        slice(100, 50, 20);
        time.advance(Duration.ofMinutes(1));

        assertEquals(Figures.NONE, window.figures(time.nanos()));
    }

    @Test
    void aRequestWithoutLatencyCountsAsRequestOnly() {
        window.record(time.nanos(), false);
        window.record(time.nanos(), true, 10 * MILLI);
        Figures figures = window.figures(time.nanos());

        assertEquals(0.5, figures.errorShare());
        assertEquals(10, figures.p50Millis(), 10 * 0.032);
    }

    @Test
    void theHistoryHasAPointForEachWholeSliceOldestFirst() {
        slice(10, 0, 1);
        time.advance(Duration.ofSeconds(20));
        slice(30, 0, 50);
        window.record(time.nanos(), false, MILLI);

        List<Double> rates = window.requestHistory(time.nanos());
        List<Double> p95 = window.p95History(time.nanos());

        assertEquals(90, rates.size());
        assertEquals(List.of(0.0, 1.0, 0.0, 0.0, 3.0), rates.subList(85, 90));
        assertEquals(0.0, p95.get(88));
        assertEquals(50, p95.get(89), 50 * 0.032);
    }

    @Test
    void theHistoryOutlivesTheCountsItWasMadeFrom() {
        slice(20, 0, 40);
        for (int i = 0; i < 89; i++) {
            slice(10, 0, 5);
        }
        List<Double> p95 = window.p95History(time.nanos());

        assertEquals(40, p95.get(0), 40 * 0.032);
        assertEquals(5, p95.get(1), 5 * 0.032);
        assertEquals(2.0, window.requestHistory(time.nanos()).get(0));

        time.advance(Duration.ofSeconds(10));
        assertEquals(5, window.p95History(time.nanos()).get(0), 5 * 0.032);
    }

    @Test
    void theHistoryIsFlatAfterAQuarterOfAnHourOfSilence() {
        slice(20, 0, 40);
        time.advance(Duration.ofMinutes(15));

        assertEquals(Collections.nCopies(90, 0.0), window.requestHistory(time.nanos()));
        assertEquals(Collections.nCopies(90, 0.0), window.p95History(time.nanos()));

        slice(10, 0, 5);
        List<Double> rates = window.requestHistory(time.nanos());
        assertEquals(1.0, rates.get(89));
        assertEquals(Collections.nCopies(89, 0.0), rates.subList(0, 89));
    }

    @Test
    void withoutHistoryTheMinuteIsTheSame() {
        TrafficWindow small = TrafficWindow.withoutHistory();
        for (int i = 0; i < 20; i++) {
            small.record(time.nanos(), i % 2 == 0, 8 * MILLI);
            time.advance(Duration.ofSeconds(10));
        }

        assertEquals(0.4, small.figures(time.nanos()).errorShare(), 1e-9);
        assertEquals(List.of(), small.requestHistory(time.nanos()));
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        Together.run(4, 25_000, () -> window.record(time.nanos(), false, MILLI));
        time.advance(Duration.ofSeconds(10));

        assertEquals(10_000.0, window.requestHistory(time.nanos()).get(89));
        assertEquals(10_000.0, window.figures(time.nanos()).requestsPerSecond());
    }
}
