package io.tollgate.affinity;

import io.tollgate.bench.Step;
import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeTime;
import java.nio.file.Files;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Reads the tie that a request's cookie says, among other cookies. */
public class CookieDecodeBenchmark extends Step {
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
