package io.tollgate.affinity;

import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256 key of the ring. Immutable; never prints its secret.
 */
final class SealKey {
    static final int SECRET_BYTES = 32;

    /** The {@link #untilMillis} of the current key. */
    static final long FOR_GOOD = Long.MAX_VALUE;

    private final int id;
    private final long createdMillis;
    private final long untilMillis;
    private final byte[] secret;
    private final SecretKey aes;

    /**
     * @param id names the key in a cookie; not secret
     * @param untilMillis wall time from which it opens nothing any more
     */
    SealKey(int id, long createdMillis, long untilMillis, byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a key has " + SECRET_BYTES + " bytes, not " + secret.length);
        }
        this.id = id;
        this.createdMillis = createdMillis;
        this.untilMillis = untilMillis;
        this.secret = secret.clone();
        this.aes = new SecretKeySpec(secret, "AES");
    }

    int id() {
        return id;
    }

    long createdMillis() {
        return createdMillis;
    }

    long untilMillis() {
        return untilMillis;
    }

    byte[] secret() {
        return secret.clone();
    }

    SecretKey aes() {
        return aes;
    }

    boolean good(long nowMillis) {
        return nowMillis < untilMillis;
    }

    SealKey until(long millis) {
        return new SealKey(id, createdMillis, millis, secret);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealKey that
                && id == that.id
                && createdMillis == that.createdMillis
                && untilMillis == that.untilMillis
                && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "key " + Integer.toHexString(id);
    }
}
