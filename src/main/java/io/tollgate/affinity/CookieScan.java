package io.tollgate.affinity;

import org.jspecify.annotations.Nullable;

/**
 * Walks a Cookie field line (RFC 6265, section 4.2.1) and stops at the cookies of one name. Pairs end at a semicolon,
 * whatever quotes say, as browsers write them; white space around a pair is not part of it; names match by case. Not
 * thread-safe.
 */
final class CookieScan {
    private final String line;
    private final String name;
    private int next;
    private int pairStart;
    private int pairEnd;
    private int valueStart;
    private int valueEnd;

    CookieScan(String line, String name) {
        this.line = line;
        this.name = name;
    }

    /** The value of the next cookie of that name, without quotes; null when there is none left. */
    @Nullable
    String next() {
        return find() ? line.substring(valueStart, valueEnd) : null;
    }

    /** Goes on to the next cookie of that name whose value is not empty; its bounds are then known. */
    boolean findValue() {
        while (find()) {
            if (valueEnd > valueStart) {
                return true;
            }
        }
        return false;
    }

    /** Where the value begins that was found. */
    int valueStart() {
        return valueStart;
    }

    /** Where it ends. */
    int valueEnd() {
        return valueEnd;
    }

    /** The line without the cookies of that name, the others byte for byte; null when no other is left. */
    static @Nullable String strip(String line, String name) {
        CookieScan scan = new CookieScan(line, name);
        if (!scan.find()) {
            return line;
        }
        StringBuilder kept = new StringBuilder(line.length());
        int from = 0;
        do {
            kept.append(line, from, scan.pairStart);
            from = Math.min(scan.pairEnd + 1, line.length());
        } while (scan.find());
        kept.append(line, from, line.length());
        return tidy(kept);
    }

    /** Takes off the separators that a removed first or last cookie leaves behind. */
    private static @Nullable String tidy(StringBuilder kept) {
        int start = 0;
        int end = kept.length();
        while (start < end && separator(kept.charAt(start))) {
            start++;
        }
        while (start < end && separator(kept.charAt(end - 1))) {
            end--;
        }
        return start == end ? null : kept.substring(start, end);
    }

    private boolean find() {
        while (next < line.length()) {
            int semicolon = line.indexOf(';', next);
            pairStart = next;
            pairEnd = semicolon < 0 ? line.length() : semicolon;
            next = pairEnd + 1;
            if (named(pairStart, pairEnd)) {
                return true;
            }
        }
        return false;
    }

    private boolean named(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && blank(line.charAt(start))) {
            start++;
        }
        while (start < end && blank(line.charAt(end - 1))) {
            end--;
        }
        int equals = start + name.length();
        if (equals >= end || line.charAt(equals) != '=' || !line.startsWith(name, start)) {
            return false;
        }
        valueStart = equals + 1;
        valueEnd = end;
        if (valueEnd - valueStart >= 2 && line.charAt(valueStart) == '"' && line.charAt(valueEnd - 1) == '"') {
            valueStart++;
            valueEnd--;
        }
        return true;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean separator(char c) {
        return blank(c) || c == ';';
    }
}
