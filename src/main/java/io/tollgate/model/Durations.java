package io.tollgate.model;

import java.time.Duration;

/** Durations as operators write them: {@code 200ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 1d}. */
public final class Durations {
    private static final long MAX_VALUE = 1_000_000_000_000L;

    private Durations() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when the text is not a whole number directly followed by a unit
     */
    public static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 12) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration");
        }
        long n = Long.parseLong(text, 0, digits, 10);
        if (n > MAX_VALUE) {
            throw new IllegalArgumentException("\"" + text + "\" is too long a time");
        }
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            case "d" -> Duration.ofDays(n);
            default -> throw new IllegalArgumentException("\"" + text + "\" is not a duration");
        };
    }

    /** The shortest form that {@link #parse} reads back as the same duration, to the millisecond. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
