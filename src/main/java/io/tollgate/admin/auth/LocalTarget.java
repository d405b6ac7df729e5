package io.tollgate.admin.auth;

import org.jspecify.annotations.Nullable;

/** Where a browser goes after signing in. Only somewhere on the admin side: never another site's page. */
public final class LocalTarget {
    private static final int MAX_LENGTH = 2000;

    private LocalTarget() {}

    /**
     * The {@code next} of a sign-in as a location relative to the login page, always beginning with {@code ./}; the
     * first page for anything that is not a plain path below the mount.
     */
    public static String of(@Nullable String next) {
        return next != null && safe(next) ? "./" + next : "./";
    }

    private static boolean safe(String next) {
        if (next.length() > MAX_LENGTH || next.startsWith("/")) {
            return false;
        }
        int query = next.indexOf('?');
        String path = query < 0 ? next : next.substring(0, query);
        for (String segment : path.split("/", -1)) {
            if (segment.startsWith("..")) {
                return false;
            }
        }
        return next.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
    }
}
