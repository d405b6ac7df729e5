package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.TimeoutSpec;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.Deadlines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Between an answer and the time limit for it one comes first, and the other is as if it had not been. */
class LimitedCallTest {
    private static final Duration FIRST_BYTE = Duration.ofSeconds(2);

    /** A limit may fire a step late. */
    private static final Duration ENOUGH = Duration.ofMillis(2_100);

    private final FakeTime time = new FakeTime();
    private final List<Failure.Kind> failures = new ArrayList<>();
    private final TestCall call = new TestCall();

    @Test
    void anAnswerThatComesWhileTheLimitEndsTheCallIsNone() {
        List<Boolean> answers = new ArrayList<>();
        call.whileBreakingOff = () -> answers.add(call.mayAnswer());
        call.sent();
        time.advance(ENOUGH);
        assertEquals(List.of(false), answers);
        assertEquals(List.of(Failure.Kind.FIRST_BYTE_TIMEOUT), failures);
    }

    @Test
    void theLimitDoesNothingToAnAnswerThatIsAboutToBeTold() {
        call.sent();
        assertTrue(call.mayAnswer());
        time.advance(ENOUGH);
        assertFalse(call.isAborted());
        assertEquals(0, call.brokenOff);
    }

    @Test
    void whatIsTooLateFailsByWhateverComesFirst() {
        call.breaks = false;
        call.sent();
        time.advance(ENOUGH);
        assertEquals(List.of(), failures);
        assertFalse(call.isReported());
        call.report(new IOException("the connection was closed"));
        call.report(new IOException("and again"));
        assertEquals(List.of(Failure.Kind.FIRST_BYTE_TIMEOUT), failures);
    }

    @Test
    void othersEndAnAnswerAtAnyTime() {
        call.sent();
        assertTrue(call.mayAnswer());
        call.abort(Failure.Kind.CLIENT_GONE);
        assertEquals(1, call.brokenOff);
        assertEquals(List.of(), failures, "its body fails");
    }

    private final class TestCall extends LimitedCall {
        private Runnable whileBreakingOff = () -> {};
        private boolean breaks = true;
        private int brokenOff;

        TestCall() {
            super(
                    null,
                    new TimeoutSpec(Duration.ofSeconds(1), FIRST_BYTE, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                    new Deadlines(time, time),
                    new Told(body -> {}, failure -> failures.add(failure.kind())));
        }

        @Override
        void breakOff(IOException cause) {
            brokenOff++;
            whileBreakingOff.run();
            if (breaks) {
                report(cause);
            }
        }

        @Override
        public @Nullable HttpFields trailers() {
            return null;
        }
    }
}
