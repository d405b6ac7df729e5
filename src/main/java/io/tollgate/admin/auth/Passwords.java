package io.tollgate.admin.auth;

import com.password4j.Password;
import com.password4j.ScryptFunction;

/**
 * Passwords as scrypt hashes (RFC 7914), with parameters that OWASP's password storage sheet asks for at least: 16 MiB,
 * five times over. Not Argon2id: the library's leaves a thread pool and a shutdown hook behind for each set of
 * parameters, which hold on to the class loader of a web application that has been taken out.
 */
final class Passwords {
    private static final int COST = 1 << 14;
    private static final int BLOCK = 8;
    private static final int TIMES = 5;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final ScryptFunction SCRYPT = ScryptFunction.getInstance(COST, BLOCK, TIMES, HASH_BYTES);

    private Passwords() {}

    static String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(SCRYPT).getResult();
    }

    /** Takes the parameters from the hash, so that hashes outlive a change of ours. */
    static boolean matches(String password, String hash) {
        return Password.check(password, hash).with(ScryptFunction.getInstanceFromHash(hash));
    }
}
