package io.tollgate.affinity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that marks and session numbers are made by. */
final class Sha256 {
    private Sha256() {}

    /** A fresh one; not thread-safe. */
    static MessageDigest make() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
