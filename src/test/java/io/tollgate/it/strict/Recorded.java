package io.tollgate.it.strict;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that Tollgate sent on one connection to the backend.
 *
 * @param text as it came, one character a byte
 * @param readings what the recording backend took them for
 */
record Recorded(String text, List<Reading> readings) {
    private static final Pattern CASE = Pattern.compile("\r\n" + Sent.CASE + ": (\\d+)\r\n", Pattern.CASE_INSENSITIVE);

    /** The number of the case that it belongs to; -1 when its line was lost on the way. */
    int number() {
        Matcher line = CASE.matcher(text);
        return line.find() ? Integer.parseInt(line.group(1)) : -1;
    }
}
