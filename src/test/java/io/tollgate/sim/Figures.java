package io.tollgate.sim;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What a run showed. */
final class Figures {
    private final Bench.Row row;
    private final long[] latencies;
    private final int[] served;
    private final int total;
    private final int weights;

    /**
     * @param latencies of the good answers, in nanoseconds
     * @param served requests that each backend got
     */
    Figures(Bench.Row row, long[] latencies, int[] served) {
        this.row = row;
        this.latencies = latencies.clone();
        this.served = served.clone();
        Arrays.sort(this.latencies);
        this.total = IntStream.of(served).sum();
        this.weights =
                IntStream.range(0, served.length).map(row.scenario()::weight).sum();
    }

    Bench.Row row() {
        return row;
    }

    /** Requests that it got. */
    int served(int backend) {
        return served[backend];
    }

    /** The latency that so many of a hundred do not pass, in milliseconds; NaN without any good answer. */
    double percentile(double percent) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(latencies.length * percent / 100);
        return latencies[Math.max(0, rank - 1)] / 1e6;
    }

    int total() {
        return total;
    }

    /** What that backend would get if all went by weight. */
    double due(int backend) {
        return (double) total() * row.scenario().weight(backend) / weights;
    }

    /** What it got as a multiple of its due. */
    double relative(int backend) {
        return served[backend] / due(backend);
    }

    /** The greatest multiple of its due that any got. */
    double greatest() {
        return IntStream.range(0, served.length)
                .mapToDouble(this::relative)
                .max()
                .orElseThrow();
    }
}
