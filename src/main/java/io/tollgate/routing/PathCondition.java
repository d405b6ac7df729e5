package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import io.tollgate.model.PathMatch;

/** The normalised path is this one, or is this one or under it, by whole segments; {@code *} is under none. */
record PathCondition(PathMatch match) implements Condition {

    @Override
    public boolean holds(Exchange exchange) {
        return takes(exchange.path());
    }

    boolean takes(String path) {
        return match.prefix().isEmpty() ? path.equals(match.exact()) : under(path, match.prefix());
    }

    private static boolean under(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/');
    }

    @Override
    public String toString() {
        return match.prefix().isEmpty() ? "path is " + match.exact() : "path under " + match.prefix();
    }
}
