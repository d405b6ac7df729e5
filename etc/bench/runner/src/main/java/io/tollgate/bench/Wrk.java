package io.tollgate.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The load: as many requests as the connections bear, one after the other on each. */
final class Wrk {
    private static final String LINE = "BURST ";

    private final Path script;

    Wrk(Path script) {
        this.script = script;
    }

    /** What came of it. */
    record Count(long requests, long micros, long failed) {}

    /**
     * @param cores that it runs on
     * @param cookies a file with a Cookie field for each caller
     */
    Count run(String cores, Cell cell, int port, Path cookies, Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        String said = Machine.output(
                "taskset",
                "-c",
                cores,
                "wrk",
                "-t1",
                "-c" + cell.connections(),
                "-d" + seconds + "s",
                "--timeout",
                "10s",
                "-s",
                script.toString(),
                (cell.tls() ? "https" : "http") + "://127.0.0.1:" + port,
                "--",
                cell.method(),
                cell.path(),
                Integer.toString(cell.body()),
                cookies.toString());
        return said.lines()
                .filter(line -> line.startsWith(LINE))
                .findFirst()
                .map(Wrk::parse)
                .orElseThrow(() -> new BenchException("wrk did not end as it should: " + said));
    }

    static Count parse(String line) {
        List<Long> figures = java.util.Arrays.stream(
                        line.substring(LINE.length()).split(" "))
                .map(Long::valueOf)
                .toList();
        return new Count(figures.get(0), figures.get(1), figures.get(2) + figures.get(3));
    }
}
