package io.tollgate.rewrite;

import java.util.Locale;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes attributes of a Set-Cookie line and nothing else, byte for byte. Attributes begin behind the first semicolon,
 * as browsers read it (RFC 6265, section 5.2), but for one within the quotes of the cookie's value.
 */
final class SetCookieLine {
    private SetCookieLine() {}

    /**
     * The line with other values.
     *
     * @param change given an attribute's name in lower case, and its value: the same value to leave it, another, or null
     *     to take the attribute out. Not asked about values in quotes, which browsers do not understand.
     */
    static String with(String line, BiFunction<String, String, @Nullable String> change) {
        StringBuilder changed = null;
        int copied = 0;
        for (int at = pairEnd(line); at < line.length(); ) {
            int end = end(line, at + 1);
            int equals = line.indexOf('=', at);
            if (equals >= 0 && equals < end) {
                String value = line.substring(equals + 1, end).strip();
                String name = line.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
                String wanted = value.startsWith("\"") ? value : change.apply(name, value);
                if (!value.equals(wanted)) {
                    changed = changed == null ? new StringBuilder(line.length() + 32) : changed;
                    changed.append(line, copied, wanted == null ? at : equals + 1)
                            .append(wanted == null ? "" : wanted);
                    copied = end;
                }
            }
            at = end;
        }
        return changed == null
                ? line
                : changed.append(line, copied, line.length()).toString();
    }

    private static int pairEnd(String line) {
        int from = 0;
        int equals = line.indexOf('=');
        if (equals >= 0 && equals < end(line, 0)) {
            int value = equals + 1;
            while (value < line.length() && line.charAt(value) == ' ') {
                value++;
            }
            boolean quoted = value < line.length() && line.charAt(value) == '"';
            int closing = quoted ? line.indexOf('"', value + 1) : -1;
            from = closing < 0 ? 0 : closing;
        }
        return end(line, from);
    }

    private static int end(String line, int from) {
        int semicolon = line.indexOf(';', from);
        return semicolon < 0 ? line.length() : semicolon;
    }
}
