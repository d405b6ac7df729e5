package io.tollgate.admin.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks passwords without letting anybody guess quickly or keep the processor busy: failures are counted by peer and
 * by account, at most two checks run at once, and a right password is remembered for 5 minutes, so that a script with
 * Basic does not pay for each request. Thread-safe.
 */
final class PasswordGate {
    static final int FAILURES_PER_PEER = 5;
    static final int FAILURES_PER_ACCOUNT = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final int MAX_REMEMBERED = 1000;
    private static final int PARALLEL_CHECKS = 2;
    private static final int PATIENCE_SECONDS = 2;
    private static final String HMAC = "HmacSHA256";

    private final Accounts accounts;
    private final Throttle peers;
    private final Throttle names;
    private final Semaphore checks = new Semaphore(PARALLEL_CHECKS);
    private final SecretKeySpec key;
    private final Cache<ByteBuffer, String> remembered;

    /**
     * What came of a check.
     *
     * @param account whose the password is; null when it is wrong or was not looked at
     * @param waitSeconds how long to wait before the next try is looked at; 0 when it was
     */
    record Verdict(@Nullable String account, int waitSeconds) {}

    PasswordGate(Accounts accounts, Clock clock, Secrets secrets) {
        this.accounts = accounts;
        peers = new Throttle(FAILURES_PER_PEER, WINDOW, clock);
        names = new Throttle(FAILURES_PER_ACCOUNT, WINDOW, clock);
        key = new SecretKeySpec(secrets.bytes(32), HMAC);
        remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(clock::nanos)
                .executor(Runnable::run)
                .build();
    }

    Verdict check(String peer, String name, String password) {
        ByteBuffer fingerprint = fingerprint(name, password);
        Verdict early = withoutHashing(peer, name, fingerprint);
        if (early != null) {
            return early;
        }
        try {
            if (!checks.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return new Verdict(null, 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(null, 1);
        }
        try {
            // Others may have found it right, or failed too often, while this one waited.
            Verdict meanwhile = withoutHashing(peer, name, fingerprint);
            return meanwhile != null ? meanwhile : hashed(peer, name, password, fingerprint);
        } finally {
            checks.release();
        }
    }

    /**
     * The peer's failures count before what is remembered, or a throttled peer could go on guessing against that; the
     * account's count after it, so that somebody else's failures do not lock out who knows the password.
     */
    private @Nullable Verdict withoutHashing(String peer, String name, ByteBuffer fingerprint) {
        int wait = peers.waitSeconds(peer);
        if (wait > 0) {
            return new Verdict(null, wait);
        }
        String account = remembered.getIfPresent(fingerprint);
        if (account != null) {
            return new Verdict(account, 0);
        }
        wait = names.waitSeconds(name);
        return wait > 0 ? new Verdict(null, wait) : null;
    }

    private Verdict hashed(String peer, String name, String password, ByteBuffer fingerprint) {
        String account = accounts.verify(name, password);
        if (account == null) {
            peers.failed(peer);
            names.failed(name);
        } else {
            remembered.put(fingerprint, account);
        }
        return new Verdict(account, 0);
    }

    /** Keyed with what only this process knows: a memory dump gives nothing to try passwords against elsewhere. */
    private ByteBuffer fingerprint(String name, String password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, nameBytes.length));
            mac.update(nameBytes);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
