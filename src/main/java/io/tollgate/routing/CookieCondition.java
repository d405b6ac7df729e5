package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import java.util.List;

/**
 * One cookie of that name, which is case-sensitive, has exactly this value, or there is any. Reads the Cookie lines in
 * place (RFC 6265, section 4.2.1); quotes around a value do not count as part of it.
 */
record CookieCondition(String name, String value) implements Condition {

    @Override
    public boolean holds(Exchange exchange) {
        List<String> lines = exchange.request().headers("Cookie");
        for (int i = 0; i < lines.size(); i++) {
            if (holds(lines.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(String line) {
        int start = 0;
        while (start < line.length()) {
            int semicolon = line.indexOf(';', start);
            int end = semicolon < 0 ? line.length() : semicolon;
            int equals = line.indexOf('=', start);
            if (equals >= 0
                    && equals < end
                    && trimmedEquals(line, start, equals, name)
                    && valueHolds(line, equals + 1, end)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private boolean valueHolds(String line, int from, int to) {
        if (value.equals(ANY)) {
            return true;
        }
        int start = skipBlanks(line, from, to);
        int end = dropBlanks(line, start, to);
        if (end - start >= 2 && line.charAt(start) == '"' && line.charAt(end - 1) == '"') {
            start++;
            end--;
        }
        return same(line, start, end, value);
    }

    private static boolean trimmedEquals(String line, int from, int to, String wanted) {
        int start = skipBlanks(line, from, to);
        return same(line, start, dropBlanks(line, start, to), wanted);
    }

    private static boolean same(String line, int start, int end, String wanted) {
        return end - start == wanted.length() && line.startsWith(wanted, start);
    }

    private static int skipBlanks(String line, int from, int to) {
        int start = from;
        while (start < to && blank(line.charAt(start))) {
            start++;
        }
        return start;
    }

    private static int dropBlanks(String line, int from, int to) {
        int end = to;
        while (end > from && blank(line.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    @Override
    public String toString() {
        return "cookie " + name + (value.equals(ANY) ? " is present" : " is \"" + value + "\"");
    }
}
