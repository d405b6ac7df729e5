package io.tollgate.affinity;

import org.jspecify.annotations.Nullable;

/** What may be done to a Cookie field line on its way to a backend. */
public final class CookieLine {
    private CookieLine() {}

    /** The line without the cookies of that name, the others byte for byte; null when nothing is left of it. */
    public static @Nullable String without(String line, String name) {
        return CookieScan.strip(line, name);
    }
}
