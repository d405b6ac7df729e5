package io.tollgate.health;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs the probes. The first of a watch goes out within half a second, so that a dead backend is soon known; the next
 * follow by the probe's interval, from start to start, each spread by up to 10 % either way so that many balancers and
 * backends do not fall into step. A probe never overlaps itself: one that outlasts the interval is followed at once.
 * While a backend's state is in doubt ({@link HealthTracker#inDoubt}) the interval is halved. Where live traffic raised the
 * doubt ({@link Watch#hurry}) the next probe goes out at once, and the interval is a tenth until the doubt is settled: what
 * callers suffer from must not be believed for three whole intervals. (HAProxy's {@code on-error fastinter} and {@code
 * fastinter}.) Thread-safe.
 */
public final class HealthMonitor implements AutoCloseable {
    private final Map<ProbeSpec.Type, Probe> probes;
    private final Clock clock;
    private final Timer timer;
    private final RandomGenerator random;
    private final Set<ProbeLoop> loops = ConcurrentHashMap.newKeySet();

    /** Whom a watch is about: health is known by pool and backend. */
    public record Key(String pool, String backend) {
        @Override
        public String toString() {
            return pool + "/" + backend;
        }
    }

    /** A running watch. */
    public interface Watch extends AutoCloseable {
        /** Nothing to watch. */
        Watch NONE = new Watch() {
            @Override
            public void hurry() {
                // There is no probe to hurry.
            }

            @Override
            public void close() {
                // Nor to stop.
            }
        };

        /**
         * Live traffic found the backend failing: what probes say of it is to be known soon. Cheap, and may be called
         * for each failure: of many only one in a while has a probe sent.
         */
        void hurry();

        /** Stops it. A result that is just being delivered may still arrive. Closing twice does no harm. */
        @Override
        void close();
    }

    /**
     * @param probes how each type is sent; a type without one must not be watched
     * @param random for the spread; used on several threads, so it must bear that
     */
    public HealthMonitor(Map<ProbeSpec.Type, Probe> probes, Clock clock, Timer timer, RandomGenerator random) {
        this.probes = Map.copyOf(probes);
        this.clock = clock;
        this.timer = timer;
        this.random = random;
    }

    /**
     * Begins to probe a backend. Another URL or spec takes another watch: close this one first.
     *
     * @param key names the backend in the log
     * @param link how connections to the backend are made
     * @param results is given every result, one after another, on a thread that must not be kept
     * @return {@link Watch#NONE} for a probe of type none
     * @throws IllegalArgumentException when there is no way to send that type of probe
     */
    public Watch watch(Key key, BackendUrl url, BackendLink link, ProbeSpec spec, Consumer<ProbeResult> results) {
        if (spec.type() == ProbeSpec.Type.NONE) {
            return Watch.NONE;
        }
        Probe probe = probes.get(spec.type());
        if (probe == null) {
            throw new IllegalArgumentException("no " + spec.type() + " probe is at hand");
        }
        return watch(key, () -> probe.send(url, link, spec), spec.interval(), new HealthTracker(spec), results);
    }

    /**
     * Begins to ask something else in the same manner.
     *
     * @param question asked again and again, never twice at once
     */
    public Watch ask(
            Key key,
            Supplier<CompletableFuture<ProbeResult>> question,
            Duration interval,
            Consumer<ProbeResult> results) {
        return watch(key, question, interval, HealthTracker.believingAll(), results);
    }

    private Watch watch(
            Key key,
            Supplier<CompletableFuture<ProbeResult>> question,
            Duration interval,
            HealthTracker tracker,
            Consumer<ProbeResult> results) {
        ProbeLoop loop = new ProbeLoop(key, question, interval, tracker, results, clock, timer, random);
        loops.add(loop);
        loop.begin();
        return new Watch() {
            @Override
            public void hurry() {
                loop.hurry();
            }

            @Override
            public void close() {
                loops.remove(loop);
                loop.stop();
            }
        };
    }

    /** Stops every watch. */
    @Override
    public void close() {
        loops.forEach(ProbeLoop::stop);
        loops.clear();
    }
}
