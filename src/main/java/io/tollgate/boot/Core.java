package io.tollgate.boot;

import io.tollgate.affinity.AppCookieTies;
import io.tollgate.affinity.CookieTies;
import io.tollgate.affinity.KeyRing;
import io.tollgate.affinity.KeyRingException;
import io.tollgate.affinity.SessionTable;
import io.tollgate.affinity.SourceTies;
import io.tollgate.affinity.Ties;
import io.tollgate.assist.HookRunner;
import io.tollgate.assist.Rollouts;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Outcome;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.FileWatcher;
import io.tollgate.config.Read;
import io.tollgate.control.AbsenceKeeper;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.DepartureKeeper;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainConsole;
import io.tollgate.control.DrainKeeper;
import io.tollgate.control.DrainReport;
import io.tollgate.control.FileRevisionStore;
import io.tollgate.control.InheritedRevisionStore;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.ProbeKeeper;
import io.tollgate.control.Reconciler;
import io.tollgate.control.RefusedException;
import io.tollgate.control.RevisionStore;
import io.tollgate.control.Snapshot;
import io.tollgate.control.SnapshotFactory;
import io.tollgate.control.StateFolder;
import io.tollgate.discovery.Discovery;
import io.tollgate.exchange.RequestView;
import io.tollgate.health.HealthMonitor;
import io.tollgate.health.TcpProbe;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.policy.Means;
import io.tollgate.proxy.Container;
import io.tollgate.proxy.Gate;
import io.tollgate.proxy.RequestIds;
import io.tollgate.proxy.Tunnels;
import io.tollgate.rewrite.PageFiles;
import io.tollgate.telemetry.ReloadResult;
import io.tollgate.telemetry.Telemetry;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;
import io.tollgate.time.ExecutorTimer;
import io.tollgate.time.SystemClock;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Connections;
import io.tollgate.upstream.GrpcProbe;
import io.tollgate.upstream.HttpProbe;
import io.tollgate.upstream.JettyUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs whatever container takes the requests: the configuration in force, its pools, probes, keys and
 * figures. The jar and the WAR differ only in what they hang around it.
 */
public final class Core implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final Duration LONG_STANDSTILL = Duration.ofSeconds(1);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);
    private static final Duration CHORES_END = Duration.ofSeconds(5);

    /** Long before one key could seal so many cookies that two share a nonce. */
    private static final Duration KEY_AGE = Duration.ofDays(7);

    private final Clock clock = new SystemClock();
    private final ExecutorTimer timer = new ExecutorTimer("tollgate-timer");
    private final ExecutorService chores = Executors.newSingleThreadExecutor(Core::choresThread);
    private final Telemetry telemetry = new Telemetry(clock);
    private final Deadlines deadlines = new Deadlines(clock, timer, this::stoodStill);
    private final AccessLogKeeper accessLog;
    private final OpenExchanges exchanges;
    private final Tunnels tunnels = new Tunnels();
    private final SecureRandom random = new SecureRandom();
    private final ExecutorTimer discoveryTimer = new ExecutorTimer("tollgate-discovery");
    private final Map<String, SessionTable> sessions = new ConcurrentHashMap<>();
    private final TcpProbe tcpProbe = new TcpProbe(clock, deadlines::set);
    private final StateFolder state;
    private final RevisionStore store;
    private final HealthMonitor monitor;
    private final Certificates certificates;
    private final PoolTlsKeeper poolTls;
    private final ProbeKeeper probes;
    private final KeyRing keys;
    private final ConfigKeeper live;
    private final DrainKeeper drains;
    private final DrainConsole drainConsole;
    private final DepartureKeeper departures;
    private final AbsenceKeeper absences;
    private final Discovery discovery;
    private final Rollouts rollouts;
    private final Connections connections;
    private final ConnectionKeeper connectionKeeper;
    private final ConfigReader reader;
    private final FileWatcher watcher;
    private final Path file;
    private volatile boolean cutOff;
    private volatile boolean paused;
    private volatile boolean shared;
    private volatile byte @Nullable [] missed;

    /**
     * Takes the state folder and puts file and operators' changes in force. Where another process still holds the folder,
     * what is in it is only read, and nothing of it changes before {@link #takeOver}.
     *
     * @param source the configuration file and its content, already read as {@code configuration}
     * @param client carries attempts and probes; started
     * @param certificates watched from now on; closed with this core
     * @param followers follow what the configuration says of listeners and the like
     */
    public Core(
            ConfigSource source,
            StateFolder state,
            HttpClient client,
            Certificates certificates,
            List<Reconciler> followers)
            throws IOException, KeyRingException, RefusedException {
        this.state = state;
        this.file = source.file();
        this.reader = source.reader();
        this.accessLog = new AccessLogKeeper(clock, telemetry, source.base());
        this.exchanges = new OpenExchanges(List.of(telemetry, accessLog));
        this.paused = !state.isHeld();
        this.shared = paused;
        this.store = paused ? new InheritedRevisionStore(state.path()) : new FileRevisionStore(state.path());
        this.certificates = certificates;
        this.poolTls = new PoolTlsKeeper(certificates);
        certificates.onReload(telemetry::certificatesReloaded);
        this.connections = new Connections(client, poolTls, deadlines::set);
        this.connectionKeeper = new ConnectionKeeper(connections);
        this.monitor = new HealthMonitor(
                Map.of(
                        ProbeSpec.Type.HTTP,
                        new HttpProbe(client, poolTls, clock, deadlines::set),
                        ProbeSpec.Type.TCP,
                        tcpProbe,
                        ProbeSpec.Type.GRPC,
                        new GrpcProbe(client, poolTls, clock, deadlines::set)),
                clock,
                timer,
                random);
        this.probes = new ProbeKeeper(monitor, tcpProbe::line);
        this.discovery = new Discovery(source.folder(), reader, clock, discoveryTimer, random);
        SnapshotFactory factory = new SnapshotFactory(
                clock,
                timer,
                this::leaseClosed,
                this::ties,
                random,
                Means.BY_THREAD,
                new PageFiles(source.folder(), state.path()));
        List<Reconciler> all = new ArrayList<>(List.of(new FixedAtStart(source.configuration()), accessLog, poolTls));
        if (!reader.hasApplication()) {
            all.add(new NoApplication());
        }
        all.addAll(followers);
        try {
            this.keys = KeyRing.open(state.path(), clock, random);
            this.live = ConfigKeeper.open(
                    source.configuration(), discovery.lookFor(source.configuration()), store, factory, all, clock);
            this.rollouts =
                    Rollouts.open(state.path(), live, telemetry.live()::pool, new HookRunner(state.path()), clock);
            if (paused) {
                live.pause();
                rollouts.pause();
            }
            this.drains = new DrainKeeper(live, clock);
            this.drainConsole = new DrainConsole(live, clock);
            this.departures = new DepartureKeeper(live, clock);
            this.absences = new AbsenceKeeper(live, clock);
            this.watcher = new FileWatcher(file, source.content(), timer, chores, this::load);
            telemetry.revision(() -> live.current().revision());
            live.onRevision(revision -> follow(live.current()));
            live.onDiscovery(() -> follow(live.current()));
            follow(live.current());
            discovery.start(live);
            watcher.start();
            timer.after(HOUSEKEEPING, this::housekeeping);
        } catch (IOException | KeyRingException | RefusedException | RuntimeException | Error e) {
            // Whoever waits for a better configuration tries again and again.
            discovery.close();
            discoveryTimer.close();
            probes.close();
            monitor.close();
            tcpProbe.close();
            timer.close();
            chores.shutdown();
            accessLog.close();
            certificates.close();
            closeStore();
            throw e;
        }
    }

    private void stoodStill(Duration lost) {
        telemetry.stoodStill(lost);
        if (lost.compareTo(LONG_STANDSTILL) >= 0) {
            LOG.warn(
                    "Tollgate did not run, or its timers were held up, for {} ms: what is under way has that much more time",
                    lost.toMillis());
        }
    }

    private void leaseClosed(Endpoint endpoint, Outcome outcome, long nanos) {
        telemetry.closed(endpoint, outcome, nanos);
        if (outcome.failure()) {
            probes.failed(endpoint);
        }
    }

    public ConfigKeeper live() {
        return live;
    }

    /** Whether an application stands behind that can answer by itself. */
    public boolean hasApplication() {
        return reader.hasApplication();
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    /** How the search for backends goes. */
    public DiscoveryReport.Reports discovery() {
        return discovery;
    }

    /** How drains go. */
    public DrainReport.Reports drains() {
        return drainConsole;
    }

    /** The rolling deployments. */
    public Rollouts rollouts() {
        return rollouts;
    }

    /** The certificates in use. */
    Certificates certificates() {
        return certificates;
    }

    public Clock clock() {
        return clock;
    }

    public Timer timer() {
        return timer;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    public SecureRandom random() {
        return random;
    }

    /**
     * What filters and dispatcher need, over this core.
     *
     * @param listenerOf the id of the listener that took a request
     * @param container what must be done in its own way
     */
    public Gate gate(Function<RequestView, String> listenerOf, Container container) {
        return new Gate(
                live::current,
                listenerOf,
                exchanges,
                container,
                new JettyUpstream(connections, clock, deadlines),
                deadlines,
                clock,
                new RequestIds(random.nextLong()),
                tunnels,
                () -> cutOff);
    }

    /** Those under way. */
    public OpenExchanges exchanges() {
        return exchanges;
    }

    /** Those that are open. */
    public Tunnels tunnels() {
        return tunnels;
    }

    /** To the backends. */
    public Connections connections() {
        return connections;
    }

    /** Refuses whoever waits for a backend, in a queue or in a pause, and has no failed attempt repeated any more. */
    public void dismiss() {
        live.current().pools().values().forEach(runtime -> runtime.pool().close());
    }

    /** Looks at the file and at those of certificates at once, and opens the access log anew. */
    public void reload() {
        accessLog.reopen();
        certificates.checkNow();
        watcher.checkNow();
        discovery.lookNow();
    }

    /**
     * Writes nothing more to the state folder, and refuses what would have to be: another process is to take it over.
     * What is being written is written when this returns.
     */
    public void pause() throws InterruptedException {
        live.pause();
        rollouts.pause();
        paused = true;
        CountDownLatch written = new CountDownLatch(1);
        chores.execute(written::countDown);
        written.await();
    }

    /** The state folder. */
    public Path statePath() {
        return state.path();
    }

    /** After {@link #pause}: gives the state folder up. */
    public void release() throws IOException {
        store.close();
        state.close();
    }

    /**
     * Goes on as before {@link #pause}, because nobody has come in this one's place.
     *
     * @throws IOException when the state folder cannot be had or written; then nothing is written, as before
     */
    public void resume() throws IOException {
        if (state.isHeld()) {
            live.resume();
        } else {
            state.hold();
            live.resume(store.open());
        }
        rollouts.resume();
        paused = false;
        chores.execute(this::loadMissed);
    }

    private void loadMissed() {
        byte[] content = missed;
        missed = null;
        if (content != null) {
            load(content);
        }
    }

    /**
     * Takes the state folder that another process held when this core was made, and has now given up.
     *
     * @throws IOException when it cannot be had, or has changed since
     */
    public void takeOver() throws IOException {
        state.hold();
        if (store instanceof InheritedRevisionStore inherited) {
            inherited.takeOver();
        }
        live.resume();
        rollouts.resume();
        paused = false;
        chores.execute(this::loadMissed);
    }

    /** The process that held the state folder before this one takes no requests any more. */
    public void alone() {
        shared = false;
    }

    /** Stops what works by itself: probes, the watch on files, the search for backends. What is in flight goes on. */
    public void rest() {
        watcher.close();
        discovery.close();
        certificates.close();
        probes.close();
        monitor.close();
        tcpProbe.close();
    }

    /** To be called before what is in flight is cut off, that no client and no backend has the blame. */
    public void cutOff() {
        cutOff = true;
    }

    @Override
    public void close() {
        rest();
        timer.close();
        discoveryTimer.close();
        chores.shutdown();
        accessLog.close();
        awaitChores();
        try {
            store.close();
            state.close();
        } catch (IOException e) {
            LOG.warn("The state folder was not released cleanly", e);
        }
    }

    private void closeStore() {
        try {
            store.close();
        } catch (IOException e) {
            LOG.debug("The store was not closed cleanly", e);
        }
    }

    /** A change that is just being persisted must find its store open. */
    private void awaitChores() {
        try {
            if (!chores.awaitTermination(CHORES_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A change was still being made when the state folder was released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread choresThread(Runnable task) {
        Thread thread = new Thread(task, "tollgate-chores");
        thread.setDaemon(true);
        return thread;
    }

    private Ties ties(PoolSpec spec) {
        SessionTable table = sessions.computeIfAbsent(
                spec.id(), id -> new SessionTable(spec.affinity().idle(), SessionTable.MAX_SESSIONS, clock));
        table.idle(spec.affinity().idle());
        return switch (spec.affinity().type()) {
            case COOKIE -> new CookieTies(spec.id(), spec.affinity(), keys, table, clock, random);
            case APP_COOKIE ->
                new AppCookieTies(spec.id(), spec.affinity(), keys, table, spec.backendIds()::contains, clock, random);
            case SOURCE -> new SourceTies(spec.affinity(), table, clock);
            case NONE -> throw new IllegalArgumentException(spec.id() + " ties nobody");
        };
    }

    private void follow(Snapshot snapshot) {
        probes.follow(snapshot);
        discovery.follow(snapshot.file());
        connectionKeeper.follow(snapshot);
        tunnels.haveGo(snapshot);
        sessions.keySet().retainAll(snapshot.pools().keySet());
        Map<String, Set<String>> backends = new HashMap<>();
        for (PoolRuntime runtime : snapshot.pools().values()) {
            backends.put(runtime.spec().id(), runtime.spec().backendIds());
        }
        Set<String> routes =
                snapshot.configuration().routes().stream().map(RouteSpec::id).collect(Collectors.toSet());
        telemetry.retain(routes, backends);
    }

    private void housekeeping() {
        chores.execute(() -> {
            try {
                drainConsole.look();
                discovery.retry();
                connectionKeeper.look(live.current());
                if (!paused) {
                    drains.look();
                    departures.look();
                    absences.look();
                    rollouts.look();
                    rotateKeys();
                }
                live.refreshPages();
                tunnels.look();
                // One that was being made when its backend was put aside.
                tunnels.haveGo(live.current());
            } finally {
                timer.after(HOUSEKEEPING, this::housekeeping);
            }
        });
    }

    private void rotateKeys() {
        // The process before this one knows no newer key: to it, who brings a tie of such a key would be new.
        if (shared || clock.wallMillis() - keys.currentSinceMillis() < KEY_AGE.toMillis()) {
            return;
        }
        Duration longestIdle = live.current().configuration().pools().stream()
                .map(pool -> pool.affinity().idle())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        try {
            keys.rotate(longestIdle);
        } catch (KeyRingException e) {
            LOG.error("The affinity key could not be rotated; the old one stays in use: {}", e.getMessage());
        }
    }

    /** A new content of the file: in force as a whole, or refused as a whole and loudly. */
    private void load(byte[] content) {
        if (paused) {
            missed = content;
            return;
        }
        Read read = reader.read(file.toString(), content);
        List<String> problems = new ArrayList<>();
        if (read instanceof Read.Good good) {
            try {
                live.loadFile(good.configuration(), discovery.lookFor(good.configuration()), file.toString());
            } catch (RefusedException e) {
                discovery.giveUp();
                e.problems()
                        .forEach(problem -> problems.add(
                                reader.locate(file.toString(), content, problem).toString()));
            }
        } else if (read instanceof Read.Bad bad) {
            bad.problems().forEach(problem -> problems.add(problem.toString()));
        }
        telemetry.reloaded(problems.isEmpty() ? ReloadResult.ACCEPTED : ReloadResult.REFUSED);
        if (!problems.isEmpty()) {
            LOG.error(
                    "The configuration file was changed and is refused; the old configuration stays in force:\n{}",
                    String.join("\n", problems));
        }
    }
}
