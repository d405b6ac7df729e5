package io.tollgate.proxy;

import java.util.List;

/** Fields whose value is a list of tokens that match in any case (RFC 9110, section 5.6.1). */
final class FieldTokens {
    private FieldTokens() {}

    /** Whether one of the lines lists that token. */
    static boolean lists(List<String> lines, String token) {
        for (String line : lines) {
            for (String each : line.split(",", -1)) {
                if (each.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
