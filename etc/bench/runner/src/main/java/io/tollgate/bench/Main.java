package io.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the bench. Arguments: REPOSITORY, then {@code --short}, {@code --full} or {@code --try}, and perhaps
 * {@code --only CONTENDER,…}, {@code --cells CELL,…}, {@code --rounds N} and {@code --launches N}.
 */
final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        try {
            run(List.of(args));
        } catch (BenchException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> args) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(Main::endAll));
        Path repository = Path.of(args.get(0)).toAbsolutePath().normalize();
        List<String> options = args.subList(1, args.size());
        Plan plan = plan(options);
        Path dir = repository.resolve("etc/bench/target/work");
        empty(dir);
        Site site = Site.make(repository, dir);
        Results results = new Results();
        Path script = dir.resolve("load.lua");
        try (var in = Main.class.getResourceAsStream("load.lua")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        try (Running backends = site.startBackends()) {
            for (int launch = 0; launch < plan.launches(); launch++) {
                try (Session session = new Session(site, plan, launch, results, new Wrk(script), System.err)) {
                    session.run();
                }
            }
        }
        String report = new Report(plan, results).write(LocalDate.now());
        System.out.print(report);
        if (options.equals(List.of("--full"))) {
            Files.writeString(repository.resolve("etc/bench/RESULTS.md"), report);
        }
    }

    /** Nothing is left behind, however this ends. */
    private static void endAll() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    static Plan plan(List<String> options) {
        Plan plan = options.contains("--full") ? Plan.full() : options.contains("--try") ? Plan.trial() : Plan.brief();
        for (int i = 0; i < options.size(); i++) {
            switch (options.get(i)) {
                case "--short", "--full", "--try" -> {}
                case "--only" -> plan = plan.only(words(options, ++i));
                case "--cells" -> plan = plan.cells(words(options, ++i));
                case "--rounds" -> plan = plan.rounds(number(options, ++i));
                case "--launches" -> plan = plan.launches(number(options, ++i));
                default -> throw new BenchException("there is no option " + options.get(i));
            }
        }
        return plan;
    }

    private static List<String> words(List<String> options, int at) {
        return List.of(value(options, at).split(","));
    }

    private static int number(List<String> options, int at) {
        try {
            return Integer.parseInt(value(options, at));
        } catch (NumberFormatException e) {
            throw new BenchException(options.get(at - 1) + " takes a number, not " + options.get(at));
        }
    }

    private static String value(List<String> options, int at) {
        if (at >= options.size()) {
            throw new BenchException(options.get(at - 1) + " takes a value");
        }
        return options.get(at);
    }

    private static void empty(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(dir)) {
            all = new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
