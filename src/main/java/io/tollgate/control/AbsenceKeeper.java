package io.tollgate.control;

import io.tollgate.model.PoolSpec;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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

    private final LiveConfig live;
    private final Clock clock;
    private final Map<Absent, Long> sinceNanos = new HashMap<>();

    public AbsenceKeeper(LiveConfig live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Looks once at everybody of whom something was said and who is not there. Writes to the disk when one is forgotten. */
    public void look() {
        Snapshot snapshot = live.current();
        long now = clock.nanos();
        Set<Absent> absent = absent(snapshot);
        sinceNanos.keySet().retainAll(absent);
        absent.forEach(one -> sinceNanos.putIfAbsent(one, now));
        List<Absent> longAway = absent.stream()
                .filter(one -> now - sinceNanos.getOrDefault(one, now) >= KEPT.toNanos())
                .toList();
        if (!longAway.isEmpty()) {
            forget(longAway, snapshot.revision());
        }
    }

    private static Set<Absent> absent(Snapshot snapshot) {
        Set<Absent> absent = new HashSet<>();
        snapshot.overlay().pools().forEach((pool, said) -> {
            PoolSpec spec = snapshot.configuration().pool(pool);
            if (spec != null && spec.discovery() != null) {
                said.forEach((id, overlay) -> {
                    if (spec.backend(id) == null && !overlay.removed()) {
                        absent.add(new Absent(pool, id));
                    }
                });
            }
        });
        return absent;
    }

    private void forget(List<Absent> longAway, long seen) {
        List<Edit> edits = new ArrayList<>();
        longAway.forEach(one -> edits.add(new Edit.Restore(one.pool(), one.backend(), BackendOverlay.NONE)));
        try {
            live.apply(new Change(AUTHOR, "not found for " + KEPT.toDays() + " days", edits), OptionalLong.of(seen));
            sinceNanos.keySet().removeAll(longAway);
        } catch (StaleException e) {
            LOG.debug("Some are away for long, but the configuration has changed meanwhile; it is looked at again");
        } catch (RefusedException e) {
            LOG.warn("Some are away for long, but could not be forgotten; it is tried again: {}", e.getMessage());
        }
    }
}
