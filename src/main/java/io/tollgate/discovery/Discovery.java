package io.tollgate.discovery;

import io.tollgate.config.ConfigReader;
import io.tollgate.control.ConfigKeeper;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Snapshot;
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
    private Set<Key> pending = Set.of();
    private @Nullable ConfigKeeper live;
    private boolean closed;

    /** What is asked for backends by DNS. */
    interface Questions extends AutoCloseable {
        List<Question> of(DnsDiscovery spec);

        /** Nothing more is asked. */
        @Override
        void close();
    }

    /** Another place to look at takes another look-out; what else is said of it does not. */
    private record Key(String pool, List<Object> place) {
        Key(String pool, DiscoverySpec spec) {
            this(pool, spec.place());
        }
    }

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
     * When it does not come into force, {@link #giveUp} ends what was begun.
     *
     * @return what is found by then at places that nobody looked at before, by pool
     */
    public Map<String, List<BackendSpec>> lookFor(Configuration next) {
        Map<Key, DiscoverySpec> fresh = places(next);
        Map<Key, Lookout> begun;
        synchronized (this) {
            pending = Set.copyOf(fresh.keySet());
            begun = begin(fresh);
        }
        ConfigKeeper keeper = live();
        if (keeper != null) {
            // What is found there is handed on all the time, and may be out of date by the time this is in force.
            fresh.keySet().removeAll(places(keeper.current().file()).keySet());
        }
        begun.keySet().retainAll(fresh.keySet());
        awaitFirst(begun.values().stream().map(Lookout::firstLook).toArray(CompletableFuture<?>[]::new));
        Map<String, List<BackendSpec>> found = new HashMap<>();
        begun.forEach((key, lookout) -> {
            List<BackendSpec> backends = lookout.found(Objects.requireNonNull(fresh.get(key)));
            if (backends != null) {
                found.put(key.pool(), backends);
            }
        });
        return found;
    }

    /** Ends what was begun for a configuration that does not come into force. */
    public void giveUp() {
        ConfigKeeper keeper = live();
        synchronized (this) {
            pending = Set.of();
        }
        if (keeper != null) {
            follow(keeper.current().file());
        }
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
        Map<Key, DiscoverySpec> wanted = places(file);
        synchronized (this) {
            begin(wanted).forEach((key, lookout) -> lookout.follow(Objects.requireNonNull(wanted.get(key))));
            if (wanted.keySet().containsAll(pending)) {
                pending = Set.of();
            }
            lookouts.entrySet().removeIf(each -> {
                boolean gone = !wanted.containsKey(each.getKey()) && !pending.contains(each.getKey());
                if (gone) {
                    each.getValue().close();
                    refused.remove(each.getKey());
                }
                return gone;
            });
        }
        Object unused = timer.after(Duration.ZERO, () -> wanted.keySet().forEach(this::deliver));
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
        Snapshot snapshot = keeper == null ? null : keeper.current();
        PoolSpec spec = snapshot == null ? null : snapshot.file().pool(pool);
        if (snapshot == null || spec == null) {
            return null;
        }
        if (spec.discovery() == null) {
            return snapshot.discovered().leaving(pool) > 0 ? DiscoveryReport.OVER : null;
        }
        Key key = new Key(pool, spec.discovery());
        Lookout lookout = lookout(key);
        if (lookout == null) {
            return null;
        }
        String refusal = refused.get(key);
        int left = snapshot.withoutPlace(spec);
        if (refusal == null && left > 0) {
            refusal = left + " of them find no place in the pool, which takes " + PoolSpec.MAX_BACKENDS;
        }
        return refusal == null ? lookout.report() : lookout.report().with(refusal);
    }

    @Override
    public synchronized void close() {
        closed = true;
        lookouts.values().forEach(Lookout::close);
        lookouts.clear();
        questions.close();
    }

    private static Map<Key, DiscoverySpec> places(Configuration configuration) {
        Map<Key, DiscoverySpec> places = new HashMap<>();
        for (PoolSpec pool : configuration.pools()) {
            if (pool.discovery() != null) {
                places.put(new Key(pool.id(), pool.discovery()), pool.discovery());
            }
        }
        return places;
    }

    private synchronized Map<Key, Lookout> begin(Map<Key, DiscoverySpec> wanted) {
        Map<Key, Lookout> all = new HashMap<>();
        if (!closed) {
            wanted.forEach((key, spec) -> {
                Lookout known = lookouts.get(key);
                Lookout lookout = known == null ? started(key, spec) : known;
                lookouts.put(key, lookout);
                all.put(key, lookout);
            });
        }
        return all;
    }

    private Lookout started(Key key, DiscoverySpec spec) {
        Knowledge knowledge = new Knowledge(key.pool(), spec.source(), clock);
        Runnable news = () -> deliver(key);
        DnsDiscovery dns = spec.dns();
        Lookout lookout = dns != null
                ? byName(key.pool(), dns, knowledge, news)
                : new FileLookout(file(spec), reader, clock, timer, knowledge, news);
        lookout.start();
        return lookout;
    }

    private Lookout byName(String pool, DnsDiscovery dns, Knowledge knowledge, Runnable news) {
        DnsLookout lookout = new DnsLookout(dns, questions.of(dns), clock, timer, random, knowledge, news);
        if (live != null && !live.current().discovered().of(pool).isEmpty()) {
            lookout.inherit(before(pool, dns.scheme()));
        }
        return lookout;
    }

    /** Where that pool's backends are by what is in force, if the same is spoken there. */
    private List<Place> before(String pool, DnsDiscovery.Scheme scheme) {
        PoolSpec known = live == null ? null : live.current().file().pool(pool);
        DiscoverySpec spec = known == null ? null : known.discovery();
        if (spec == null || spec.dns() == null || spec.dns().scheme() != scheme) {
            return List.of();
        }
        return lookouts.get(new Key(pool, spec)) instanceof DnsLookout lookout ? lookout.known() : List.of();
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
        PoolSpec pool = keeper == null ? null : keeper.current().file().pool(key.pool());
        DiscoverySpec spec = pool == null ? null : pool.discovery();
        if (keeper == null || lookout == null || spec == null || !key.place().equals(spec.place())) {
            return;
        }
        List<BackendSpec> found = lookout.found(spec);
        if (found == null) {
            return;
        }
        try {
            keeper.discovered(key.pool(), spec, found);
            refused.remove(key);
        } catch (RefusedException e) {
            refuse(key, spec, e.problems().get(0).toString());
        } catch (RuntimeException e) {
            LOG.error("Pool {}: what {} tells could not be put in force", key.pool(), spec.source(), e);
            refuse(key, spec, e.toString());
        }
    }

    private synchronized void refuse(Key key, DiscoverySpec spec, String problem) {
        String why = "what it tells cannot be used: " + problem;
        if (lookouts.containsKey(key) && !why.equals(refused.put(key, why))) {
            LOG.error("Pool {}: {}: {}; what was found before stays", key.pool(), spec.source(), why);
        }
    }
}
