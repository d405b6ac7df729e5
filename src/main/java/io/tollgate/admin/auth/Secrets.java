package io.tollgate.admin.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes secrets. Thread-safe. */
final class Secrets {
    /** Crockford's base 32: 5 bits a character, none easily taken for another. */
    private static final String READABLE = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int TOKEN_BYTES = 32;

    private final SecureRandom random;

    Secrets(SecureRandom random) {
        this.random = random;
    }

    /** 256 bits, fit for a header, a cookie and a form. */
    String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(TOKEN_BYTES));
    }

    /** 100 bits in four groups that a person can type. */
    String password() {
        return String.join("-", readable(5), readable(5), readable(5), readable(5));
    }

    /** A name for something, not a secret. */
    String shortId() {
        return readable(8);
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** In hexadecimal. */
    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String readable(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(READABLE.charAt(random.nextInt(READABLE.length())));
        }
        return text.toString();
    }
}
