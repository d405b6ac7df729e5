package io.tollgate.control;

import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what operators said of discovered backends that nobody has found for long, lest it hit whoever gets that address
 * next, and lest it pile up. One caller at a time.
 */
public final class AbsenceKeeper {
    /** The author of the changes. */
    public static final String AUTHOR = "discovery";

    /** How long one may be away, and be met by what was said of it when it comes back. Counted anew from each start. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(AbsenceKeeper.class);

    private record Absent(String pool, String backend) {}

    private final ConfigKeeper live;
    private final Clock clock;
    private final Map<Absent, Long> sinceNanos = new HashMap<>();

    public AbsenceKeeper(ConfigKeeper live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Looks once at everybody of whom something was said and who is not there. Writes to the disk when one is forgotten. */
    public void look() {
        long now = clock.nanos();
        Set<Absent> absent = absent(live.current());
        sinceNanos.keySet().retainAll(absent);
        absent.forEach(one -> sinceNanos.putIfAbsent(one, now));
        List<Absent> longAway = absent.stream()
                .filter(one -> now - sinceNanos.getOrDefault(one, now) >= KEPT.toNanos())
                .toList();
        if (!longAway.isEmpty()) {
            forget(longAway);
        }
    }

    private static Set<Absent> absent(Snapshot snapshot) {
        Set<Absent> absent = new HashSet<>();
        snapshot.overlay()
                .pools()
                .forEach((pool, said) -> said.keySet().forEach(id -> {
                    if (snapshot.absent(pool, id)) {
                        absent.add(new Absent(pool, id));
                    }
                }));
        return absent;
    }

    private void forget(List<Absent> longAway) {
        Map<String, Set<String>> backends = longAway.stream()
                .collect(Collectors.groupingBy(
                        Absent::pool, TreeMap::new, Collectors.mapping(Absent::backend, Collectors.toSet())));
        try {
            live.forgetAbsent(backends, AUTHOR, "not found for " + KEPT.toDays() + " days");
            sinceNanos.keySet().removeAll(longAway);
        } catch (RefusedException e) {
            LOG.warn("Some are away for long, but could not be forgotten; it is tried again: {}", e.getMessage());
        }
    }
}
