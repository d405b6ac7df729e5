package io.tollgate.bench;

import io.tollgate.bench.Results.Figure;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What came out, as a page. */
final class Report {
    private static final String NOTHING = "–";

    /** Below this, in milliseconds, times are too short for ratios. */
    private static final double FLOOR = 1;

    private final Plan plan;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Report(Plan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    String write(LocalDate date) {
        line("# What Tollgate costs beside others");
        line("");
        line("Written by `etc/bench/run`; " + date + ". " + Machine.description() + ".");
        line("");
        line(
                "One core for the proxy, the other for the load and two backends. Each figure is the median of the rounds' ratios to"
                        + " " + Contenders.BASE + " in the same round, with its range; " + plan.launches()
                        + " launches. Each round opens its clients' connections anew and lasts "
                        + plan.burst().toMillis() / 1000.0 + " s. In"
                        + " **bold** what Tollgate is measured by. A figure with ° comes from rounds in which the load, not the proxy,"
                        + " was the limit (it used under " + Math.round(Burst.BUSY * 100)
                        + " % of its core); ! tells of requests that"
                        + " failed.");
        line("");
        table("Processor time a request, × " + Contenders.BASE, this::cpuRatio);
        table("Requests a second, × " + Contenders.BASE, this::speedRatio);
        table("Processor time a request, µs", this::cpu);
        rest();
        versions();
        return text.toString();
    }

    private interface Content {
        String of(String contender, Cell cell);
    }

    private void table(String title, Content content) {
        line("## " + title);
        line("");
        line("| |" + each(plan.cells(), cell -> " " + cell.title() + " |"));
        line("|---|" + each(plan.cells(), cell -> "---:|"));
        for (String contender : plan.contenders()) {
            line("| " + name(contender) + " |" + each(plan.cells(), cell -> " " + content.of(contender, cell) + " |"));
        }
        line("");
    }

    private String cpuRatio(String contender, Cell cell) {
        return ratio(results.cpuRatio(contender, cell.key()), results.failed(contender, cell.key()));
    }

    private String speedRatio(String contender, Cell cell) {
        return ratio(results.speedRatio(contender, cell.key()), 0);
    }

    private String cpu(String contender, Cell cell) {
        return results.cpu(contender, cell.key())
                .map(figure -> format(figure.median() < 100 ? "%.1f" : "%.0f", figure.median()))
                .orElse(NOTHING);
    }

    private static String ratio(Optional<Figure> figure, long failed) {
        return figure.map(each -> format("%.2f", each.median())
                        + (each.loose() ? "°" : "")
                        + (each.of() > 1 ? format(" (%.2f–%.2f)", each.least(), each.most()) : "")
                        + (failed > 0 ? " !" + failed : ""))
                .orElse(NOTHING);
    }

    private void rest() {
        line("## Other figures");
        line("");
        boolean paced = plan.paced();
        if (paced) {
            line(format(
                    "Times at %.0f requests a second, half of what the slowest bears, counted from when each was due. Times under"
                            + " %.0f ms are too short to compare.",
                    results.rate(), FLOOR));
            line("");
        }
        line("| | " + plan.first().title() + ", requests/s |" + (paced ? " p50, ms | p99, ms |" : "")
                + " peak memory, MB | start-up, ms | allocated a request, KB |");
        line("|---|---:|" + (paced ? "---:|---:|" : "") + "---:|---:|---:|");
        for (String contender : plan.contenders()) {
            line("| " + name(contender) + " |"
                    + cell(results.perSecond(contender, plan.first().key()), "%.0f", 1)
                    + (paced
                            ? cell(results.pace(contender, Pace.Times::p50), "%.2f", 1)
                                    + cell(results.pace(contender, Pace.Times::p99), "%.2f", 1)
                            : "")
                    + cell(results.peak(contender), "%.0f", 1_048_576)
                    + cell(results.startUp(contender), "%.0f", 1)
                    + cell(results.allocated(contender), "%.1f", 1_024));
        }
        line("");
    }

    private static String cell(Optional<Figure> figure, String format, double unit) {
        return " " + figure.map(each -> format(format, each.median() / unit)).orElse(NOTHING) + " |";
    }

    private void versions() {
        line("## Who they are");
        line("");
        for (String contender : plan.contenders()) {
            line("- " + contender + ": " + Contenders.named(contender).version().get());
        }
    }

    private static String name(String contender) {
        return contender.equals(Contenders.TOLLGATE) ? "**" + contender + "**" : contender;
    }

    private static <T> String each(List<T> list, Function<T, String> content) {
        return list.stream().map(content).collect(Collectors.joining());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
