package io.tollgate.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is measured.
 *
 * @param cells the first is measured in every launch, the others in one each, by turns
 * @param launches how often everything is started anew
 * @param burst how long one contender is measured in one round
 * @param pace how long answers come at a fixed rate; zero to leave that out
 */
record Plan(List<String> contenders, List<Cell> cells, int launches, Duration burst, Duration pace) {
    private static final List<Cell> REST = List.of(
            new Cell("256", "1 KB × 256", 256, Cell.SMALL, 0, false, 300_000, 3),
            new Cell("1000", "1 KB × 1,000", 1_000, Cell.SMALL, 0, false, 300_000, 3),
            new Cell("post", "POST 1 KB × 32", 32, Cell.SMALL, 1_024, false, 300_000, 3),
            new Cell("large", "100 KB × 32", 32, Cell.LARGE, 0, false, 30_000, 3),
            new Cell("huge", "10 MB × 8", 8, Cell.HUGE, 0, false, 300, 3),
            new Cell("tls", "TLS 1 KB × 32", 32, Cell.SMALL, 0, true, 300_000, 3));

    /** For daily use: under five minutes. */
    static Plan brief() {
        return new Plan(
                List.of("nginx", "haproxy", "undertow", "tollgate"),
                List.of(Cell.HEADLINE.rounds(6)),
                1,
                Duration.ofSeconds(3),
                Duration.ZERO);
    }

    /** Everything: under an hour. */
    static Plan full() {
        return new Plan(Contenders.names(), all(), 3, Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    /** Whether everything can be started and answers, and no more. */
    static Plan trial() {
        return new Plan(
                Contenders.names(),
                all().stream().map(cell -> cell.warmUp(0).rounds(1)).toList(),
                1,
                Duration.ofMillis(500),
                Duration.ofSeconds(1));
    }

    /** With nobody but these and the base. */
    Plan only(List<String> wanted) {
        List<String> named = new ArrayList<>(wanted);
        if (!named.contains(Contenders.BASE)) {
            named.add(0, Contenders.BASE);
        }
        named.forEach(Contenders::named);
        return new Plan(named, cells, launches, burst, pace);
    }

    /** With these in place of those that it has. */
    Plan cells(List<String> wanted) {
        return new Plan(contenders, wanted.stream().map(Plan::cell).toList(), launches, burst, pace);
    }

    Plan rounds(int wanted) {
        return new Plan(
                contenders, cells.stream().map(cell -> cell.rounds(wanted)).toList(), launches, burst, pace);
    }

    Plan launches(int wanted) {
        return new Plan(contenders, cells, wanted, burst, pace);
    }

    /** What is measured in one of the launches, counted from 0. */
    List<Cell> cells(int launch) {
        return IntStream.range(0, cells.size())
                .filter(i -> i == 0 || (i - 1) % launches == launch)
                .mapToObj(cells::get)
                .toList();
    }

    /** The one of which everything is told, not its times alone. */
    Cell first() {
        return cells.get(0);
    }

    boolean isFirst(Cell cell) {
        return cell.equals(first());
    }

    /** Whether answers come at a fixed rate at the end. It is half of what the first cell bears, which must be of such. */
    boolean paced() {
        return !pace.isZero() && first().path().equals(Pace.PATH) && first().body() == 0 && !first().tls();
    }

    private static Cell cell(String key) {
        return all().stream()
                .filter(cell -> cell.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new BenchException("there is no cell " + key + "; there are "
                        + all().stream().map(Cell::key).toList()));
    }

    private static List<Cell> all() {
        return Stream.concat(Stream.of(Cell.HEADLINE), REST.stream()).toList();
    }
}
