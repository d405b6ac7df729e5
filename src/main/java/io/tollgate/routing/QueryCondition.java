package io.tollgate.routing;

import io.tollgate.exchange.Escapes;
import io.tollgate.exchange.Exchange;

/**
 * One query parameter of that name has exactly this value, or there is any. Name and value are compared decoded, as
 * forms are (a plus is a blank); only what carries an escape is decoded, and only when it is looked at.
 */
record QueryCondition(String name, String value) implements Condition {

    @Override
    public boolean holds(Exchange exchange) {
        String query = exchange.request().rawQuery();
        if (query == null) {
            return false;
        }
        int start = 0;
        while (start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            if (parameterHolds(query, start, end)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private boolean parameterHolds(String query, int start, int end) {
        int equals = query.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        return same(query, start, nameEnd, name)
                && (value.equals(ANY) || same(query, Math.min(nameEnd + 1, end), end, value));
    }

    private static boolean same(String query, int start, int end, String wanted) {
        for (int i = start; i < end; i++) {
            char c = query.charAt(i);
            if (c == '%' || c == '+') {
                return Escapes.decode(query.substring(start, end).replace('+', ' '))
                        .equals(wanted);
            }
        }
        return end - start == wanted.length() && query.startsWith(wanted, start);
    }

    @Override
    public String toString() {
        return "query " + name + (value.equals(ANY) ? " is present" : " is \"" + value + "\"");
    }
}
