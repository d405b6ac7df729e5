package io.tollgate.exchange;

import java.util.Locale;

/** The one form of a host's name that routes and log use. */
public final class Hosts {
    private Hosts() {}

    /**
     * The host of an authority in lower case, without its port and without the dot that may end a full name. An IPv6
     * address keeps its brackets and the spelling it came in.
     *
     * @param authority such as {@code Shop.Example.com:8080} or {@code [::1]:8080}; may be empty
     */
    public static String of(String authority) {
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        int end = colon < 0 ? authority.length() : colon;
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
