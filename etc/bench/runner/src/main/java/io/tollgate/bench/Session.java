package io.tollgate.bench;

import io.tollgate.bench.Contender.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One launch: all contenders stand beside each other and are measured by turns. */
final class Session implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int MOST_WARM_UPS = 6;
    private static final int MOST_SETTLINGS = 4;

    /** Each opens a thousand connections: as many as it takes until the last compiler has seen to what opens them. */
    private static final int OPENINGS = 12;

    private static final Duration OPENING = Duration.ofSeconds(1);
    private static final double STEADY = 0.05;

    /** Of a burst, that compilers may still be at work in when it is the first that is measured. */
    private static final double STILL_COMPILING = 0.02;

    private static final long MOST_START_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Site site;
    private final Plan plan;
    private final int launch;
    private final Results results;
    private final Wrk wrk;
    private final PrintStream log;
    private final List<Stand> stands = new ArrayList<>();

    /** A contender that is up. */
    private record Stand(Contender contender, Ports ports, Running running, Path cookies) {
        int port(Cell cell) {
            return cell.tls() ? ports.tls() : ports.plain();
        }

        boolean plays(Cell cell, boolean first) {
            return (contender.tls() || !cell.tls()) && (!contender.aside() || first);
        }
    }

    Session(Site site, Plan plan, int launch, Results results, Wrk wrk, PrintStream log) {
        this.site = site;
        this.plan = plan;
        this.launch = launch;
        this.results = results;
        this.wrk = wrk;
        this.log = log;
    }

    void run() {
        for (String name : plan.contenders()) {
            start(Contenders.named(name));
        }
        if (plan.cells(launch).stream().anyMatch(Session::opensMany)) {
            stands.stream().filter(stand -> stand.contender().jvm()).forEach(this::open);
        }
        for (Cell cell : plan.cells(launch)) {
            measure(cell);
        }
        if (plan.paced()) {
            pace();
        }
        stands.forEach(
                stand -> results.peak(stand.contender().name(), stand.running().peakBytes()));
    }

    private static boolean opensMany(Cell cell) {
        return cell.warmUp() > 0 && cell.connections() > Cell.HEADLINE.connections();
    }

    private void start(Contender contender) {
        Ports ports = new Ports(Site.freePort(), Site.freePort());
        List<String> command = contender.command().apply(site, ports);
        String cores = contender.jvm() ? Machine.BOTH : Machine.PROXY_CORE;
        long begun = System.nanoTime();
        Running running = Running.start(contender.name(), cores, command, site.dir());
        try {
            awaitAnswer(running, ports.plain());
            results.startUp(contender.name(), (System.nanoTime() - begun) / 1e6);
            stands.add(new Stand(contender, ports, running, Callers.meet(contender.name(), ports.plain(), site.dir())));
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /** Rounds begin with connections that are opened, of which none has enough to have that compiled in its time. */
    private void open(Stand stand) {
        for (int i = 0; i < OPENINGS; i++) {
            Wrk.Count unused = wrk.run(Machine.BOTH, Cell.OPENING, stand.port(Cell.OPENING), stand.cookies(), OPENING);
        }
    }

    private void awaitAnswer(Running running, int port) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Cell.SMALL + "first"))
                .timeout(Duration.ofSeconds(10))
                .build();
        long begun = System.nanoTime();
        while (running.alive() && System.nanoTime() - begun < MOST_START_UP_NANOS) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It is not up yet.
            } catch (InterruptedException e) {
                throw new BenchException("interrupted", e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new BenchException(running + " does not answer; see " + site.dir().resolve(running + ".out"));
    }

    private void measure(Cell cell) {
        List<Stand> playing = new ArrayList<>(stands.stream()
                .filter(stand -> stand.plays(cell, plan.isFirst(cell)))
                .toList());
        playing.stream().filter(stand -> stand.contender().jvm()).forEach(stand -> warmUp(stand, cell));
        for (int round = 0; round < cell.rounds() || (round < 2 * cell.rounds() && disturbed(cell)); round++) {
            for (Stand stand : playing) {
                Burst burst = burst(stand, cell, round);
                results.add(burst);
                log.printf(
                        "%-8s launch %d round %d %-16s %8.0f/s %7.1f µs  busy %.2f  stolen %.3f  failed %d%n",
                        cell.key(),
                        launch,
                        round,
                        burst.contender(),
                        burst.perSecond(),
                        burst.cpuPerRequest(),
                        burst.utilisation(),
                        burst.stolenMicros() / 2.0 / burst.micros(),
                        burst.failed());
            }
            Collections.reverse(playing);
        }
        if (plan.isFirst(cell)) {
            playing.stream().filter(stand -> stand.contender().jvm()).forEach(stand -> allocation(stand, cell));
        }
    }

    private boolean disturbed(Cell cell) {
        return !results.enough(cell.key(), launch, cell.rounds());
    }

    /**
     * By count, until it gets no faster and its compilers have next to nothing to do, on both cores: they have to come
     * along. Then on the one: where more waits for each look some goes other ways, which compilers have not seen.
     */
    private void warmUp(Stand stand, Cell cell) {
        if (cell.warmUp() == 0) {
            return;
        }
        stand.running().pin(Machine.BOTH);
        long done = 0;
        double before = 0;
        boolean warm = false;
        for (int i = 0; !warm && i < (plan.isFirst(cell) ? MOST_WARM_UPS : MOST_WARM_UPS / 2); i++) {
            WarmUp now = warmUp(stand, cell, Machine.BOTH, WARM_UP);
            done += now.count().requests();
            double perSecond = now.count().requests() * 1e6 / now.count().micros();
            boolean steady = Math.abs(perSecond - before) <= STEADY * perSecond;
            before = perSecond;
            warm = done >= cell.warmUp() && steady && now.compiled();
        }
        stand.running().pin(Machine.PROXY_CORE);
        boolean settled = false;
        for (int i = 0; !settled && i < MOST_SETTLINGS; i++) {
            WarmUp now = warmUp(stand, cell, Machine.LOAD_CORE, plan.burst());
            done += now.count().requests();
            settled = now.compiled();
        }
        log.printf(
                "%-8s launch %d %-16s warm after %d requests%s%n",
                cell.key(), launch, stand.contender().name(), done, settled ? "" : ", compiling still");
    }

    /**
     * @param compiled whether compilers had next to nothing to do
     */
    private record WarmUp(Wrk.Count count, boolean compiled) {}

    private WarmUp warmUp(Stand stand, Cell cell, String core, Duration time) {
        double before = stand.running().compilingSeconds();
        Wrk.Count count = wrk.run(core, cell, stand.port(cell), stand.cookies(), time);
        return new WarmUp(count, hardly(stand.running().compilingSeconds() - before, time));
    }

    private Burst burst(Stand stand, Cell cell, int round) {
        long stolen = Machine.stolenMicros();
        long cpu = stand.running().cpuMicros();
        Wrk.Count count = wrk.run(Machine.LOAD_CORE, cell, stand.port(cell), stand.cookies(), plan.burst());
        return new Burst(
                cell.key(),
                stand.contender().name(),
                launch,
                round,
                count.requests(),
                count.micros(),
                stand.running().cpuMicros() - cpu,
                Machine.stolenMicros() - stolen,
                count.failed());
    }

    private void allocation(Stand stand, Cell cell) {
        try (Allocation allocation = Allocation.of(stand.running().pid())) {
            long before = allocation.bytes();
            Wrk.Count count = wrk.run(Machine.LOAD_CORE, cell, stand.port(cell), stand.cookies(), plan.burst());
            results.allocated(stand.contender().name(), (double) (allocation.bytes() - before) / count.requests());
        }
    }

    /** Half of what the slowest bears; before, the same for a while, for the cells have been of other work. */
    private void pace() {
        double rate = results.slowest(plan.first().key()) / 2;
        // Who asks is a JVM, too, and the same one in all launches.
        for (int i = 0; launch == 0 && i < MOST_SETTLINGS; i++) {
            Pace.Times unused = pace(stands.get(0), rate, plan.pace().dividedBy(2));
        }
        for (Stand stand : stands) {
            boolean settled = false;
            for (int i = 0; !settled && i < MOST_SETTLINGS; i++) {
                settled = !stand.contender().jvm() || pacesWithoutCompiling(stand, rate);
            }
            Pace.Times times = pace(stand, rate, plan.pace());
            results.pace(stand.contender().name(), rate, times);
            log.printf(
                    "pace     launch %d %-16s %8.0f/s p50 %.2f ms p99 %.2f ms%s%n",
                    launch,
                    stand.contender().name(),
                    rate,
                    times.p50(),
                    times.p99(),
                    settled ? "" : ", compiling still");
        }
    }

    private boolean pacesWithoutCompiling(Stand stand, double rate) {
        Duration time = plan.pace().dividedBy(2);
        double before = stand.running().compilingSeconds();
        Pace.Times unused = pace(stand, rate, time);
        return hardly(stand.running().compilingSeconds() - before, time);
    }

    private static Pace.Times pace(Stand stand, double rate, Duration time) {
        try {
            return Pace.measure(stand.ports().plain(), Files.readAllLines(stand.cookies()), rate, time);
        } catch (IOException e) {
            throw new BenchException("cannot read " + stand.cookies(), e);
        }
    }

    private static boolean hardly(double compiling, Duration time) {
        return compiling * 1e3 < STILL_COMPILING * time.toMillis();
    }

    @Override
    public void close() {
        stands.forEach(stand -> stand.running().close());
    }
}
