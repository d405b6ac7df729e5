package io.tollgate.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The live sessions of one pool: those whose cookie has come back within the idle time, and at which backend each is.
 * Bounded; beyond its size the counts fall short, and no tie is harmed by that. Outlasts changes of the configuration.
 * Thread-safe.
 */
public final class SessionTable {
    /** The usual bound. */
    public static final int MAX_SESSIONS = 1_000_000;

    private static final long CLEAN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private final long startMillis;
    private final Cache<Long, Count> sessions;
    private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();
    private final AtomicLong cleanedNanos;
    private volatile Duration idle;

    /** A backend's sessions; in {@link #counts} while there are any. Changed only under that map's lock of its key. */
    private record Count(String backend, AtomicInteger sessions) {}

    /**
     * @param idle how long a session lives without a request
     * @param maxSessions how many are held at most, such as {@link #MAX_SESSIONS}; each takes some 200 bytes
     */
    public SessionTable(Duration idle, int maxSessions, Clock clock) {
        this.clock = clock;
        this.idle = idle;
        this.startMillis = clock.wallMillis();
        this.cleanedNanos = new AtomicLong(clock.nanos());
        this.sessions = Caffeine.newBuilder()
                .maximumSize(maxSessions)
                // Not expireAfterAccess: in a bounded cache its queues are not in order of access, and one fresh entry
                // holds up the end of those behind it. The timer wheel ends each within about a second.
                .expireAfter(Expiry.accessing((Long session, Count count) -> this.idle))
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .evictionListener((@Nullable Long session, @Nullable Count count, RemovalCause cause) -> leave(count))
                .build();
    }

    /** Notes that the session is alive and which backend it is at now. */
    public void touch(long session, String backend) {
        Count known = sessions.getIfPresent(session);
        if (known == null || !known.backend().equals(backend)) {
            sessions.asMap().compute(session, (id, old) -> move(old, backend));
        }
    }

    /** Sessions alive at that backend; those just gone may still count for some seconds. */
    public int count(String backend) {
        long now = clock.nanos();
        long cleaned = cleanedNanos.get();
        if (now - cleaned >= CLEAN_NANOS && cleanedNanos.compareAndSet(cleaned, now)) {
            sessions.cleanUp();
        }
        Count count = counts.get(backend);
        return count == null ? 0 : count.sessions().get();
    }

    /** Makes sessions live that long without a request; known ones from their next request on. */
    public void idle(Duration newIdle) {
        idle = newIdle;
    }

    /**
     * Wall time since when sessions are noted. Until one idle time has passed since then, callers may be tied that have
     * not come back yet, so a count of zero does not mean that nobody is.
     */
    public long startMillis() {
        return startMillis;
    }

    private Count move(@Nullable Count old, String backend) {
        if (old != null && old.backend().equals(backend)) {
            return old;
        }
        leave(old);
        return counts.compute(backend, (id, known) -> {
            Count count = known == null ? new Count(backend, new AtomicInteger()) : known;
            count.sessions().incrementAndGet();
            return count;
        });
    }

    private void leave(@Nullable Count count) {
        if (count != null) {
            counts.computeIfPresent(
                    count.backend(), (id, known) -> known.sessions().decrementAndGet() == 0 ? null : known);
        }
    }
}
