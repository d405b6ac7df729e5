package io.tollgate.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that was measured. */
final class Results {
    private final List<Burst> bursts = new ArrayList<>();
    private final Map<String, List<Double>> startUps = new TreeMap<>();
    private final Map<String, List<Double>> memory = new TreeMap<>();
    private final Map<String, List<Double>> allocation = new TreeMap<>();
    private final Map<String, List<Pace.Times>> paces = new TreeMap<>();
    private double rate;

    /**
     * A figure with its range.
     *
     * @param of how many values
     * @param loose whether all of them come from rounds in which something else was the limit
     */
    record Figure(double median, double least, double most, int of, boolean loose) {
        static Optional<Figure> of(List<Double> values, boolean loose) {
            if (values.isEmpty()) {
                return Optional.empty();
            }
            List<Double> sorted = values.stream().sorted().toList();
            int n = sorted.size();
            double median = n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
            return Optional.of(new Figure(median, sorted.get(0), sorted.get(n - 1), n, loose));
        }
    }

    void add(Burst burst) {
        bursts.add(burst);
    }

    void startUp(String contender, double millis) {
        startUps.computeIfAbsent(contender, name -> new ArrayList<>()).add(millis);
    }

    void peak(String contender, double bytes) {
        memory.computeIfAbsent(contender, name -> new ArrayList<>()).add(bytes);
    }

    void allocated(String contender, double bytesPerRequest) {
        allocation.computeIfAbsent(contender, name -> new ArrayList<>()).add(bytesPerRequest);
    }

    void pace(String contender, double perSecond, Pace.Times times) {
        rate = perSecond;
        paces.computeIfAbsent(contender, name -> new ArrayList<>()).add(times);
    }

    double rate() {
        return rate;
    }

    /** Milliseconds. */
    Optional<Figure> startUp(String contender) {
        return Figure.of(startUps.getOrDefault(contender, List.of()), false);
    }

    /** Bytes. */
    Optional<Figure> peak(String contender) {
        return Figure.of(memory.getOrDefault(contender, List.of()), false);
    }

    /** Bytes a request. */
    Optional<Figure> allocated(String contender) {
        return Figure.of(allocation.getOrDefault(contender, List.of()), false);
    }

    /** Milliseconds. */
    Optional<Figure> pace(String contender, ToDoubleFunction<Pace.Times> which) {
        return Figure.of(
                paces.getOrDefault(contender, List.of()).stream()
                        .map(each -> which.applyAsDouble(each))
                        .toList(),
                false);
    }

    /** Processor time a request, as a multiple of the base's in the same round. */
    Optional<Figure> cpuRatio(String contender, String cell) {
        return ratio(contender, cell, Burst::cpuPerRequest);
    }

    /** Requests a second, as a multiple of the base's in the same round. */
    Optional<Figure> speedRatio(String contender, String cell) {
        return ratio(contender, cell, Burst::perSecond);
    }

    /** Microseconds of processor time a request. */
    Optional<Figure> cpu(String contender, String cell) {
        return Figure.of(of(contender, cell).map(Burst::cpuPerRequest).toList(), false);
    }

    Optional<Figure> perSecond(String contender, String cell) {
        return Figure.of(of(contender, cell).map(Burst::perSecond).toList(), false);
    }

    /** What went wrong, in all rounds. */
    long failed(String contender, String cell) {
        return all(contender, cell).mapToLong(Burst::failed).sum();
    }

    /** Rounds that count, of all that there were, for the one that has fewest. */
    boolean enough(String cell, int launch, int wanted) {
        return bursts.stream()
                .filter(each -> each.cell().equals(cell) && each.launch() == launch)
                .collect(Collectors.groupingBy(
                        Burst::contender, Collectors.summingInt(each -> each.undisturbed() ? 1 : 0)))
                .values()
                .stream()
                .allMatch(count -> count >= wanted);
    }

    /** The fewest requests a second that anybody bore. */
    double slowest(String cell) {
        return bursts.stream()
                .filter(each -> each.cell().equals(cell))
                .map(Burst::contender)
                .distinct()
                .flatMap(contender -> perSecond(contender, cell).stream())
                .map(Figure::median)
                .min(Comparator.naturalOrder())
                .orElse(0.0);
    }

    private Optional<Figure> ratio(String contender, String cell, ToDoubleFunction<Burst> what) {
        List<Double> strict = new ArrayList<>();
        List<Double> loose = new ArrayList<>();
        of(contender, cell)
                .forEach(own -> base(own).ifPresent(base -> {
                    double ratio = what.applyAsDouble(own) / what.applyAsDouble(base);
                    loose.add(ratio);
                    if (own.busy() && base.busy()) {
                        strict.add(ratio);
                    }
                }));
        return strict.isEmpty() ? Figure.of(loose, true) : Figure.of(strict, false);
    }

    private Optional<Burst> base(Burst own) {
        return of(Contenders.BASE, own.cell())
                .filter(each -> each.launch() == own.launch() && each.round() == own.round())
                .findFirst();
    }

    private Stream<Burst> of(String contender, String cell) {
        return all(contender, cell).filter(Burst::undisturbed);
    }

    private Stream<Burst> all(String contender, String cell) {
        return bursts.stream()
                .filter(each ->
                        each.contender().equals(contender) && each.cell().equals(cell));
    }
}
