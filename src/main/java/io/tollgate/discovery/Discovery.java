package io.tollgate.discovery;

import io.tollgate.config.ConfigReader;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.RefusedException;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.model.PoolSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps somebody looking for the backends of each pool that says where they are found, and hands on what is found. Looks
 * and deliveries are on the one thread of its timer, which may be kept waiting, and hold no lock. Thread-safe.
 */
public final class Discovery implements DiscoveryReport.Reports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    /** How long the first look may keep a start, or a new configuration, waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path folder;
    private final ConfigReader reader;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final Questions questions;
    private final Map<Key, Lookout> lookouts = new HashMap<>();
    private final Map<Key, String> refused = new ConcurrentHashMap<>();
    private @Nullable ConfigKeeper live;
    private boolean closed;

    /** What is asked for backends by DNS. */
    interface Questions extends AutoCloseable {
        List<Question> of(DnsDiscovery spec);

        /** Nothing more is asked. */
        @Override
        void close();
    }

    /** Another place to look at takes another look-out. */
    private record Key(String pool, DiscoverySpec spec) {}

    /**
     * @param folder where the names of files start
     * @param reader reads files that list backends
     * @param timer one thread that may be kept waiting
     * @param random spreads questions to name servers
     */
    public Discovery(Path folder, ConfigReader reader, Clock clock, Timer timer, RandomGenerator random) {
        this(folder, reader, clock, timer, random, new Dns(timer));
    }

    Discovery(Path folder, ConfigReader reader, Clock clock, Timer timer, RandomGenerator random, Questions questions) {
        this.folder = folder;
        this.reader = reader;
        this.clock = clock;
        this.timer = timer;
        this.random = random;
        this.questions = questions;
    }

    /**
     * Begins to look for what a configuration asks for that is not in force yet, and waits a moment for the first answers.
     * If it does not come into force, {@link #follow} ends what was begun.
     *
     * @return what is found by then, by pool
     */
    public Map<String, List<BackendSpec>> lookFor(Configuration next) {
        Map<Key, Lookout> wanted = begin(next);
        awaitFirst(wanted.values().stream().map(Lookout::firstLook).toArray(CompletableFuture<?>[]::new));
        Map<String, List<BackendSpec>> found = new HashMap<>();
        wanted.forEach((key, lookout) -> {
            List<BackendSpec> backends = lookout.found();
            // What could not be used must not keep a new configuration from coming into force.
            if (backends != null && !refused.containsKey(key)) {
                found.put(key.pool(), backends);
            }
        });
        return found;
    }

    private static void awaitFirst(CompletableFuture<?>[] looks) {
        try {
            CompletableFuture.allOf(looks).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("Not every backend is found yet; those that are found later join then");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands on what is found from now on. Call once. */
    public void start(ConfigKeeper to) {
        synchronized (this) {
            live = to;
        }
        follow(to.current().file());
    }

    /**
     * Looks for what the configuration in force asks for, and for nothing else.
     *
     * @param file the configuration as the file says it
     */
    public void follow(Configuration file) {
        Set<Key> wanted = new HashSet<>(begin(file).keySet());
        synchronized (this) {
            lookouts.entrySet().removeIf(each -> {
                boolean gone = !wanted.contains(each.getKey());
                if (gone) {
                    each.getValue().close();
                    refused.remove(each.getKey());
                }
                return gone;
            });
        }
        Object unused = timer.after(Duration.ZERO, () -> wanted.forEach(this::deliver));
    }

    /** Tries again what could not be used. To be called now and then. */
    public void retry() {
        refused.keySet().forEach(key -> timer.after(Duration.ZERO, () -> deliver(key)));
    }

    /** Looks everywhere at once. */
    public synchronized void lookNow() {
        lookouts.values().forEach(Lookout::lookNow);
    }

    @Override
    public @Nullable DiscoveryReport of(String pool) {
        ConfigKeeper keeper = live();
        PoolSpec spec = keeper == null ? null : keeper.current().file().pool(pool);
        if (spec == null || spec.discovery() == null) {
            return null;
        }
        Key key = new Key(pool, spec.discovery());
        Lookout lookout = lookout(key);
        DiscoveryReport report = lookout == null ? null : lookout.report();
        String refusal = refused.get(key);
        return report == null || refusal == null ? report : report.with(refusal);
    }

    @Override
    public synchronized void close() {
        closed = true;
        lookouts.values().forEach(Lookout::close);
        lookouts.clear();
        questions.close();
    }

    private synchronized Map<Key, Lookout> begin(Configuration next) {
        Map<Key, Lookout> wanted = new HashMap<>();
        for (PoolSpec pool : next.pools()) {
            if (pool.discovery() != null && !closed) {
                Key key = new Key(pool.id(), pool.discovery());
                wanted.put(key, lookouts.computeIfAbsent(key, this::started));
            }
        }
        return wanted;
    }

    private Lookout started(Key key) {
        Knowledge knowledge = new Knowledge(key.pool(), key.spec().source(), clock);
        Runnable news = () -> deliver(key);
        DnsDiscovery dns = key.spec().dns();
        Lookout lookout = dns != null
                ? new DnsLookout(dns, questions.of(dns), clock, timer, random, knowledge, news)
                : new FileLookout(file(key.spec()), reader, clock, timer, knowledge, news);
        lookout.start();
        return lookout;
    }

    private Path file(DiscoverySpec spec) {
        return folder.resolve(Objects.requireNonNull(spec.file()).path());
    }

    private synchronized @Nullable Lookout lookout(Key key) {
        return lookouts.get(key);
    }

    private synchronized @Nullable ConfigKeeper live() {
        return live;
    }

    /** Where another place to look at is in force by now, what was found at the old one is of no use. */
    private void deliver(Key key) {
        ConfigKeeper keeper = live();
        Lookout lookout = lookout(key);
        List<BackendSpec> found = lookout == null ? null : lookout.found();
        PoolSpec pool = keeper == null ? null : keeper.current().file().pool(key.pool());
        if (keeper == null || found == null || pool == null || !key.spec().equals(pool.discovery())) {
            return;
        }
        try {
            keeper.discovered(key.pool(), found);
            refused.remove(key);
        } catch (RefusedException e) {
            String why = "what it tells cannot be used: " + e.problems().get(0);
            if (!why.equals(refused.put(key, why))) {
                LOG.error(
                        "Pool {}: {}: {}; what was found before stays",
                        key.pool(),
                        key.spec().source(),
                        why);
            }
        }
    }
}
