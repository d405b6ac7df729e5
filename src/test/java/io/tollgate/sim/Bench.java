package io.tollgate.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All of the runs, each made once for whoever asks. */
final class Bench {
    static final int[] BACKENDS = {3, 10, 1_000};

    private Bench() {}

    /** One run: who, where and with what to do. */
    record Row(Scenario scenario, int backends, Load load, Contender contender) {
        /** Long enough for the tail with few backends, short enough with many. */
        Duration length() {
            boolean busy = load == Load.BUSY;
            if (backends < 10) {
                return Duration.ofSeconds(busy ? 300 : 1_800);
            }
            if (backends < 100) {
                return Duration.ofSeconds(busy ? 120 : 900);
            }
            return busy ? (scenario.joins() ? Duration.ofSeconds(6) : Duration.ofSeconds(4)) : Duration.ofSeconds(20);
        }

        /** Requests a second. */
        double perSecond() {
            int workers = IntStream.range(0, backends)
                    .map(i -> Scenario.workers(scenario.weight(i)))
                    .sum();
            return workers * load.part() / Run.MEAN_WORK.toNanos() * 1e9;
        }

        @Override
        public String toString() {
            return scenario.title() + ", " + backends + " backends, " + load.label() + ", " + contender.label();
        }
    }

    /** All of a scenario, by number of backends, then by load, then by contender. */
    static List<Figures> of(Scenario scenario) {
        return all().stream().filter(f -> f.row().scenario() == scenario).toList();
    }

    static Figures of(Scenario scenario, int backends, Load load, Contender contender) {
        Row row = new Row(scenario, backends, load, contender);
        return all().stream().filter(f -> f.row().equals(row)).findFirst().orElseThrow();
    }

    /** By scenario, then number of backends, then load. */
    static List<Figures> all() {
        return Made.ALL;
    }

    private static final class Made {
        static final List<Figures> ALL = runs();
    }

    private static List<Figures> runs() {
        List<Figures> runs = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            for (int backends : BACKENDS) {
                for (Load load : Load.values()) {
                    for (Contender contender : Contender.values()) {
                        runs.add(Run.of(new Row(scenario, backends, load, contender)));
                    }
                }
            }
        }
        return runs;
    }
}
