package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.LoadReport;
import io.tollgate.testing.SessionCrowd;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Callers that keep their cookies and others that keep none, at an even pace, while an operator acts. */
final class Traffic implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double UNTIED_PER_SECOND = 40;
    /** Answers after which those that were under way have come, too. */
    private static final int UNDER_WAY = 10;

    private final URI data;
    private final SessionCrowd crowd;
    private final LoadDriver untied;

    Traffic(URI data, int callers) {
        this.data = data;
        crowd = new SessionCrowd(data);
        crowd.join(callers);
        untied = LoadDriver.atRate(data, 4, UNTIED_PER_SECOND);
        await().atMost(LIMIT).until(() -> crowd.fewestVisits() >= 3);
    }

    /** Lets callers come until so many are seated at that backend. */
    void seat(String backend, int count) {
        await().atMost(LIMIT).until(() -> {
            boolean enough = crowd.seatedAt(backend) >= count;
            if (!enough) {
                crowd.join(1);
            }
            return enough;
        });
    }

    long seatedAt(String backend) {
        return crowd.seatedAt(backend);
    }

    /** Lets so many of those seated there leave for good. */
    void leave(String backend, long count) {
        crowd.leave(backend, count);
    }

    /** The part of the next answers to callers without a tie that comes from that backend, 0 to 1. */
    double shareOfNext(int answers, String backend) {
        LoadReport report = untied.report();
        awaitMore(report, UNDER_WAY);
        long total = report.total();
        long answered = report.answeredBy(backend);
        awaitMore(report, answers);
        return (double) (report.answeredBy(backend) - answered) / (report.total() - total);
    }

    private static void awaitMore(LoadReport report, long answers) {
        long wanted = report.total() + answers;
        await().atMost(LIMIT).until(() -> report.total() >= wanted);
    }

    /** Lets further callers without a tie come for a while. */
    void rush(double perSecond, Duration time) {
        try (LoadDriver more = LoadDriver.atRate(data, 4, perSecond)) {
            await().atMost(time.plus(LIMIT)).until(() -> more.report().total() >= perSecond * time.toMillis() / 1000);
            assertEquals(0, more.stop().failures());
        }
    }

    /** Fails if any request so far has failed, or any session was lost. */
    void assertUnharmed() {
        assertEquals(List.of(), crowd.troubles());
        assertEquals(0, untied.report().failures(), untied.report()::toString);
    }

    @Override
    public void close() {
        untied.close();
        crowd.close();
    }
}
