package io.tollgate.proxy;

import io.tollgate.exchange.Origin;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Field lines that follow from how a client asked, of those who asked lately: most ask again, and in the same way. One that
 * is new takes the place of another. It is for origins without hops and prefix, and then never takes more than two
 * megabytes. Thread-safe, without locks.
 */
final class KnownOrigins {
    private static final int PLACES = 1_024;

    /** A scheme, a name of DNS and a port; who names more is not kept, for that would have no bound. */
    private static final int MOST_CHARS = 265;

    private final Function<Origin, HttpFields> maker;
    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

    private record Known(Origin origin, HttpFields lines) {}

    /** @param maker asked for each that is not known; by the same origin must give the same lines */
    KnownOrigins(Function<Origin, HttpFields> maker) {
        this.maker = maker;
    }

    HttpFields of(Origin origin) {
        int hash = origin.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        Known known = places.get(place);
        if (known != null && known.origin.equals(origin)) {
            return known.lines;
        }
        HttpFields lines = maker.apply(origin);
        if (origin.scheme().length() + origin.authority().length() <= MOST_CHARS) {
            places.set(place, new Known(origin, lines));
        }
        return lines;
    }
}
