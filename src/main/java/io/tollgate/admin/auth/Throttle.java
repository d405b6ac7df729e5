package io.tollgate.admin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** So many failures in a window, counted from the first, and a key must wait for its end. Thread-safe, bounded. */
final class Throttle {
    private static final int MAX_KEYS = 10_000;

    private final int limit;
    private final long windowNanos;
    private final Clock clock;
    private final Cache<String, Failures> failures;

    private record Failures(int count, long firstNanos) {}

    Throttle(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.windowNanos = window.toNanos();
        this.clock = clock;
        failures = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfterWrite(window)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Seconds that the key must wait, rounded up; 0 when it may try. */
    int waitSeconds(String key) {
        Failures known = failures.getIfPresent(key);
        if (known == null || known.count() < limit) {
            return 0;
        }
        long left = windowNanos - (clock.nanos() - known.firstNanos());
        return left <= 0 ? 0 : (int) ((left + 999_999_999L) / 1_000_000_000L);
    }

    void failed(String key) {
        failures.asMap().compute(key, (k, known) -> next(known));
    }

    private Failures next(@Nullable Failures known) {
        long now = clock.nanos();
        return known == null || now - known.firstNanos() >= windowNanos
                ? new Failures(1, now)
                : new Failures(known.count() + 1, known.firstNanos());
    }
}
