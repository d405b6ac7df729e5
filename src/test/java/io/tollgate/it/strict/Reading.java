package io.tollgate.it.strict;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One request as somebody read it.
 *
 * @param path what it takes the target's path to be; empty where it does not say
 * @param body the hash of its bytes
 * @param complete whether it was read to its end; else only that it was begun is known for sure
 */
record Reading(String method, String target, String host, String path, String body, boolean complete) {

    /** A request that was read whole. */
    static Reading whole(String method, String target, String host, byte[] body) {
        return new Reading(method, target, host, "", hash(body), true);
    }

    /** One that ended too early, or was none. */
    static Reading broken(String method, String target, String host) {
        return new Reading(method, target, host, "", "", false);
    }

    /** Whether both were read whole and are the same. */
    boolean agrees(Reading other) {
        return complete
                && other.complete
                && method.equals(other.method)
                && target.equals(other.target)
                && host.equals(other.host)
                && body.equals(other.body);
    }

    /** The same for text of one byte a character. */
    static String hash(String body) {
        return hash(body.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
