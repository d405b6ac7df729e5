package io.tollgate.telemetry;

import io.tollgate.bench.Step;
import java.io.ByteArrayOutputStream;
import org.openjdk.jmh.annotations.Benchmark;

/** Writes the line of an exchange as the access log has it. */
public class AccessLineBenchmark extends Step {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 10);
    private final AccessLineFormat format = new AccessLineFormat(out);
    private final AccessLine line = new AccessLine(
            1_795_860_000_123L,
            "2o6tt4qolojy9-1q",
            "192.0.2.17",
            "web",
            "GET",
            "shop.example.com",
            "/cart/items/17",
            "HTTP/1.1",
            200,
            0,
            1_024,
            "main",
            "shop",
            "a",
            1,
            "kept",
            null,
            "compliant",
            null,
            -1,
            40_000,
            310_000,
            330_000);

    @Benchmark
    public int line() {
        out.reset();
        format.write(line);
        return out.size();
    }
}
