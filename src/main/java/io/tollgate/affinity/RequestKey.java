package io.tollgate.affinity;

import io.tollgate.exchange.Exchange;
import io.tollgate.model.HashKey;
import io.tollgate.policy.Mix;
import io.tollgate.policy.PickContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key of a request where a pool picks by hash. What a caller sends is hashed as it came, in place. */
public final class RequestKey {
    private RequestKey() {}

    /**
     * The hash of the request's key.
     *
     * @param key what it is; null where nobody picks by one
     * @return {@link PickContext#NO_KEY} when there is none, or an empty one
     */
    public static long hash(@Nullable HashKey key, Exchange exchange) {
        if (key == null) {
            return PickContext.NO_KEY;
        }
        if (key instanceof HashKey.Cookie cookie) {
            return ofCookie(exchange.request().headers("Cookie"), cookie.name());
        }
        if (key instanceof HashKey.Header header) {
            return whole(exchange.request().header(header.name()));
        }
        if (key instanceof HashKey.Query query) {
            return ofQuery(exchange.request().rawQuery(), query.name());
        }
        return whole(key instanceof HashKey.Path ? exchange.path() : exchange.client());
    }

    private static long ofCookie(List<String> lines, String name) {
        for (String line : lines) {
            CookieScan scan = new CookieScan(line, name);
            if (scan.findValue()) {
                return Mix.hash(line, scan.valueStart(), scan.valueEnd());
            }
        }
        return PickContext.NO_KEY;
    }

    private static long ofQuery(@Nullable String query, String name) {
        int start = 0;
        while (query != null && start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int value = start + name.length() + 1;
            if (value < end && query.startsWith(name, start) && query.charAt(value - 1) == '=') {
                return Mix.hash(query, value, end);
            }
            start = end + 1;
        }
        return PickContext.NO_KEY;
    }

    private static long whole(@Nullable String text) {
        return text == null || text.isEmpty() ? PickContext.NO_KEY : Mix.hash(text);
    }
}
