package io.tollgate.admin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The browsers that are signed in, in memory: a restart signs everybody out. A sign-in ends after 8 hours without a
 * request, and after 24 hours in any case. Thread-safe, bounded.
 */
final class SignIns {
    static final Duration IDLE = Duration.ofHours(8);
    static final Duration ABSOLUTE = Duration.ofHours(24);

    private static final int MAX = 1000;

    private final Clock clock;
    private final Secrets secrets;
    /** By the token's hash, so that what leaks from memory opens nothing. */
    private final Cache<String, SignIn> byHash;

    /**
     * One browser's.
     *
     * @param csrf what its forms must send back
     */
    private record SignIn(String account, String csrf, long sinceNanos) {}

    SignIns(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
        byHash = Caffeine.newBuilder()
                .maximumSize(MAX)
                .expireAfterAccess(IDLE)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Begins one; returns the token that the browser keeps. */
    String begin(String account) {
        String token = secrets.token();
        byHash.put(Secrets.sha256(token), new SignIn(account, secrets.token(), clock.nanos()));
        return token;
    }

    /** Whose token it is; null when there is none, or it has ended. */
    @Nullable
    Operator find(String token) {
        String hash = Secrets.sha256(token);
        SignIn signIn = byHash.getIfPresent(hash);
        if (signIn == null) {
            return null;
        }
        if (clock.nanos() - signIn.sinceNanos() >= ABSOLUTE.toNanos()) {
            byHash.invalidate(hash);
            return null;
        }
        return new Operator(signIn.account(), signIn.csrf());
    }

    void end(String token) {
        byHash.invalidate(Secrets.sha256(token));
    }
}
