package io.tollgate.discovery;

import io.tollgate.control.DiscoveryReport;
import io.tollgate.model.BackendSpec;
import io.tollgate.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one pool's backends: those that were found last, and what is wrong since. Tells the log of each change
 * once. Written by the thread of discovery, read by any.
 */
final class Knowledge {
    private static final Logger LOG = LoggerFactory.getLogger(Knowledge.class);

    private static final int MOST_TOLD = 10;

    private final String pool;
    private final String source;
    private final Clock clock;
    private volatile @Nullable List<BackendSpec> found;
    private volatile @Nullable String trouble;
    private volatile long seenMillis;
    private volatile long nextLookMillis;
    private final LongAdder failures = new LongAdder();

    Knowledge(String pool, String source, Clock clock) {
        this.pool = pool;
        this.source = source;
        this.clock = clock;
    }

    @Nullable
    List<BackendSpec> found() {
        return found;
    }

    /**
     * Takes note of those that there are.
     *
     * @return whether it is news
     */
    boolean learn(List<BackendSpec> backends) {
        List<BackendSpec> before = found;
        if (Objects.equals(before, backends)) {
            return false;
        }
        found = List.copyOf(backends);
        tell(before == null ? List.of() : before, backends);
        return true;
    }

    /** Takes note of a look that told something. */
    void seen() {
        seenMillis = clock.wallMillis();
    }

    /** Takes note of a look that could not tell all. */
    void failed() {
        failures.increment();
    }

    /**
     * Takes note of how things stand.
     *
     * @param why a clause for the operator; null when all is well
     */
    void trouble(@Nullable String why) {
        if (Objects.equals(why, trouble)) {
            return;
        }
        trouble = why;
        List<BackendSpec> known = found;
        if (why == null) {
            LOG.info("Pool {}: all is well again with {}", pool, source);
        } else {
            LOG.warn("Pool {}: there is trouble with {}: {}; {}", pool, source, why, standing(known));
        }
    }

    private static String standing(@Nullable List<BackendSpec> known) {
        if (known == null) {
            return "no backend is known yet";
        }
        return known.isEmpty() ? "no backend is left" : counted(known) + " known";
    }

    private static String counted(List<BackendSpec> backends) {
        return backends.size() + (backends.size() == 1 ? " backend" : " backends");
    }

    /** Takes note of when the next look is. */
    void nextLook(long wallMillis) {
        nextLookMillis = wallMillis;
    }

    DiscoveryReport report() {
        List<BackendSpec> known = found;
        return new DiscoveryReport(
                source, known == null ? 0 : known.size(), seenMillis, nextLookMillis, trouble, failures.sum());
    }

    private void tell(List<BackendSpec> before, List<BackendSpec> now) {
        Set<String> joined = ids(now);
        Set<String> left = ids(before);
        Set<String> stayed = ids(now);
        joined.removeAll(left);
        left.removeAll(stayed);
        stayed.removeAll(joined);
        long changed = now.stream()
                .filter(backend -> stayed.contains(backend.id()) && !before.contains(backend))
                .count();
        LOG.info(
                "Pool {}: {} tells {}; join: {}; leave: {}; changed: {}",
                pool,
                source,
                counted(now),
                some(joined),
                some(left),
                changed);
    }

    /** As many as a line can show. */
    static String some(Collection<String> ids) {
        if (ids.isEmpty()) {
            return "none";
        }
        int more = ids.size() - MOST_TOLD;
        return ids.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static Set<String> ids(List<BackendSpec> backends) {
        return backends.stream().map(BackendSpec::id).collect(Collectors.toCollection(TreeSet::new));
    }
}
