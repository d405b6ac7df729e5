package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.LoadReport;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests spread as the weights say. Bounds are relative to each backend's due share. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class SpreadIT {
    private static final int REQUESTS = 10_000;
    private static final List<BackendProcess> BACKENDS = Site.startBackends();

    private final Form form;

    @TempDir
    Path folder;

    SpreadIT(Form form) {
        this.form = form;
    }

    @AfterAll
    static void stop() {
        BACKENDS.forEach(BackendProcess::close);
    }

    /**
     * One at a time, no request is ever in flight when the next is placed, so both policies follow their schedules:
     * over any stretch a backend is off its due by a few requests at most, far below 2 % of the smallest share (33 of
     * 1,667).
     */
    @ParameterizedTest
    @CsvSource({
        "round-robin, 100, 100, 100",
        "round-robin, 300, 200, 100",
        "least-request, 100, 100, 100",
        "least-request, 300, 200, 100"
    })
    void oneAfterAnotherFollowsTheWeights(String policy, int a, int b, int c) {
        expectShares(policy, new int[] {a, b, c}, 0.02, tollgate -> LoadDriver.closed(tollgate, 1, REQUESTS));
    }

    /**
     * At 32 at a time {@code round-robin} still only counts, so its bound stays. {@code least-request} prefers who is
     * less busy at the moment: who answers in less time rightly gets more. So each answer takes 20 ms by the clock,
     * beside which it does not count how a busy machine schedules three processes; 8 % leaves room for 1.6 ms, and is far
     * from what a policy that follows one backend only would show.
     */
    @ParameterizedTest
    @CsvSource({"round-robin, 0.02", "least-request, 0.08"})
    void manyAtATimeStaysEven(String policy, double bound) {
        RawRequest slow = RawRequest.get("/slow?ms=20");
        expectShares(
                policy,
                new int[] {100, 100, 100},
                bound,
                tollgate -> LoadDriver.closed(tollgate, 32, REQUESTS, slow, SpreadIT::answering));
    }

    private static @Nullable String answering(RawAnswer answer) {
        return answer.status() == 200 ? answer.backend() : null;
    }

    private void expectShares(String policy, int[] weights, double bound, Function<URI, LoadReport> load) {
        TestConfig config = new TestConfig(List.of(), List.of("policy: " + policy));
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            config = config.backend(BACKENDS.get(i), weights[i]);
            sum += weights[i];
        }
        try (TollgateProcess tollgate = TollgateProcess.start(form, folder, config.text())) {
            LoadReport report = load.apply(tollgate.data());
            assertEquals(0, report.failures(), report::toString);
            assertEquals(REQUESTS, report.total(), report::toString);
            for (int i = 0; i < weights.length; i++) {
                double due = (double) weights[i] / sum;
                double off = report.share(BACKENDS.get(i).name()) / due - 1;
                assertTrue(Math.abs(off) <= bound, () -> "off by " + off + " of " + due + ": " + report);
            }
        }
    }
}
