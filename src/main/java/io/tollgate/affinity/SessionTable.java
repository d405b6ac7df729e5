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
 * Bounded; beyond its size the counts fall short, and so do ties that stand nowhere else. Outlasts changes of the
 * configuration. Thread-safe.
 */
public final class SessionTable {
    /** The usual bound. */
    public static final int MAX_SESSIONS = 1_000_000;

    private static final long CLEAN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private volatile long startMillis;
    private final Cache<Long, Session> sessions;
    private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();
    private final AtomicLong cleanedNanos;
    private volatile Duration idle;

    /** A backend's sessions; in {@link #counts} while there are any. Changed only under that map's lock of its key. */
    private record Count(String backend, AtomicInteger sessions) {}

    /** One caller at one backend; another object takes its place when it moves. */
    private static final class Session {
        private final Count count;
        private final long sinceMillis;
        private final int scope;
        private volatile long seenMillis;

        Session(Count count, long sinceMillis, int scope, long seenMillis) {
            this.count = count;
            this.sinceMillis = sinceMillis;
            this.scope = scope;
            this.seenMillis = seenMillis;
        }

        boolean at(String backend) {
            return count.backend().equals(backend);
        }
    }

    /**
     * Where a session is.
     *
     * @param sinceMillis wall time when it began
     * @param scope what {@link #touch(long, String, long, int)} was told of it
     */
    public record Known(String backend, long sinceMillis, int scope) {}

    /**
     * @param idle how long a session lives without a request
     * @param maxSessions how many are held at most, such as {@link #MAX_SESSIONS}; each takes some 160 bytes
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
                .expireAfter(Expiry.accessing((Long id, Session session) -> this.idle))
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .evictionListener(
                        (@Nullable Long id, @Nullable Session gone, RemovalCause cause) -> evicted(gone, cause))
                .build();
    }

    /**
     * Notes that the session is alive and which backend it is at now.
     *
     * @param sinceMillis wall time when it began, for one that is not known
     */
    public void touch(long id, String backend, long sinceMillis) {
        touch(id, backend, sinceMillis, 0);
    }

    /**
     * The same.
     *
     * @param scope tells it from others of the same caller, for one that is not known
     */
    public void touch(long id, String backend, long sinceMillis, int scope) {
        long now = clock.wallMillis();
        Session known = sessions.getIfPresent(id);
        if (known != null && known.at(backend)) {
            known.seenMillis = now;
        } else {
            sessions.asMap().compute(id, (same, old) -> move(old, backend, sinceMillis, scope, now));
        }
    }

    /** Where the session is, which counts as a sign of life; null when it is not known. */
    public @Nullable Known find(long id) {
        Session known = sessions.getIfPresent(id);
        return known == null ? null : new Known(known.count.backend(), known.sinceMillis, known.scope);
    }

    /** The session is over. */
    public void forget(long id) {
        sessions.asMap().computeIfPresent(id, (same, old) -> {
            leave(old);
            return null;
        });
    }

    /** Sessions alive at that backend; those just gone may still count for some seconds. */
    public int count(String backend) {
        clean();
        Count count = counts.get(backend);
        return count == null ? 0 : count.sessions().get();
    }

    /** How those at that backend are; looks at every session of the table, so it is for operators only. */
    public SessionSurvey survey(String backend) {
        clean();
        SessionSurvey.Count survey = new SessionSurvey.Count(clock.wallMillis());
        // What iterates does not count as access.
        for (Session session : sessions.asMap().values()) {
            if (session.at(backend)) {
                survey.add(session.sinceMillis, session.seenMillis);
            }
        }
        return survey.done();
    }

    private void clean() {
        long now = clock.nanos();
        long cleaned = cleanedNanos.get();
        if (now - cleaned >= CLEAN_NANOS && cleanedNanos.compareAndSet(cleaned, now)) {
            sessions.cleanUp();
        }
    }

    /** Makes sessions live that long without a request; known ones from their next request on. */
    public void idle(Duration newIdle) {
        idle = newIdle;
    }

    /**
     * Wall time since when all sessions are noted: since the start, or since one had to be thrown out for want of room. Until
     * one idle time has passed since then, callers may be tied that are not in the table, so a count of zero does not mean
     * that nobody is.
     */
    public long startMillis() {
        return startMillis;
    }

    private Session move(@Nullable Session old, String backend, long sinceMillis, int scope, long nowMillis) {
        if (old != null && old.at(backend)) {
            old.seenMillis = nowMillis;
            return old;
        }
        leave(old);
        Count joined = counts.compute(backend, (id, known) -> {
            Count count = known == null ? new Count(backend, new AtomicInteger()) : known;
            count.sessions().incrementAndGet();
            return count;
        });
        return old == null
                ? new Session(joined, sinceMillis, scope, nowMillis)
                : new Session(joined, old.sinceMillis, old.scope, nowMillis);
    }

    /** What was thrown out for want of room may be alive, so that from now on, as after a start, zero means nothing. */
    private void evicted(@Nullable Session session, RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            startMillis = clock.wallMillis();
        }
        leave(session);
    }

    private void leave(@Nullable Session session) {
        if (session != null) {
            counts.computeIfPresent(
                    session.count.backend(), (id, known) -> known.sessions().decrementAndGet() == 0 ? null : known);
        }
    }
}
