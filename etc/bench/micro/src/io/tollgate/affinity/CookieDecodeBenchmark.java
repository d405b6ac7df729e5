package io.tollgate.affinity;

import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeTime;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads the tie that a request's cookie says, among other cookies. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CookieDecodeBenchmark {
    /** Callers that come in turn: more than are remembered have theirs opened anew each time. */
    @Param({"1", "1000", "100000"})
    private int callers;

    private CookieTies ties;
    private Exchange exchange;
    private List<String>[] lines;
    private int next;

    @Setup
    @SuppressWarnings({"unchecked", "rawtypes"})
    public void setUp() throws Exception {
        FakeTime time = new FakeTime();
        ties = Fixture.ties(
                "shop", Fixture.spec(), Fixture.ring(Files.createTempDirectory("keys"), time), time);
        exchange = Fixture.exchange(ties, time);
        lines = new List[callers];
        for (int i = 0; i < callers; i++) {
            String line = ties.answered(Fixture.exchange(ties, time), Fixture.answer("a"));
            lines[i] = List.of("theme=dark; " + Fixture.pair(line) + "; JSESSIONID=0123456789ABCDEF");
        }
    }

    @Benchmark
    public Ties.Reading read() {
        next = next + 1 == callers ? 0 : next + 1;
        Ties.Reading reading = ties.read(exchange, lines[next]);
        if (reading.tie() == null) {
            throw new IllegalStateException("no tie");
        }
        return reading;
    }
}
