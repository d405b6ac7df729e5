package io.tollgate.affinity;

import io.tollgate.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a Set-Cookie field line says of one cookie (RFC 6265, section 5.2). */
final class SetCookieLine {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd[ ][-]MMM[ ][-]yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private SetCookieLine() {}

    /**
     * What the line makes of the cookie.
     *
     * @return null when the line is about another cookie; empty when it takes the cookie away; else its value, without
     *     quotes
     */
    static @Nullable String value(String line, String name, Clock clock) {
        int semicolon = line.indexOf(';');
        String pair = semicolon < 0 ? line : line.substring(0, semicolon);
        String value = new CookieScan(pair, name).next();
        return value != null && semicolon >= 0 && ends(line.substring(semicolon + 1), clock) ? "" : value;
    }

    /** What tells the cookie from one of the same name for other paths; 0 where the line names no path. */
    static int scope(String line) {
        for (String attribute : line.split(";", -1)) {
            int equals = attribute.indexOf('=');
            if (equals >= 0 && attribute.substring(0, equals).strip().equalsIgnoreCase("Path")) {
                return attribute.substring(equals + 1).strip().hashCode();
            }
        }
        return 0;
    }

    private static boolean ends(String attributes, Clock clock) {
        boolean over = false;
        for (String attribute : attributes.split(";", -1)) {
            int equals = attribute.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String name = attribute.substring(0, equals).strip();
            String value = attribute.substring(equals + 1).strip();
            if (name.equalsIgnoreCase("Max-Age")) {
                // It goes before Expires, wherever it stands.
                return value.startsWith("-") || value.chars().allMatch(c -> c == '0');
            }
            over |= name.equalsIgnoreCase("Expires") && past(value, clock);
        }
        return over;
    }

    private static boolean past(String date, Clock clock) {
        try {
            return Instant.from(DATE.parse(date)).toEpochMilli() <= clock.wallMillis();
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
