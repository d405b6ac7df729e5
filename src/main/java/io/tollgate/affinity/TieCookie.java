package io.tollgate.affinity;

import io.tollgate.affinity.Ties.Reading;
import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
import io.tollgate.time.Clock;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that says a tie, sealed; and beside it those of other pools that share its name, of which only the seals are
 * known here: they stay as they are when the own is written, for a browser sends a cookie to every path of its host.
 *
 * <p>A tie ends when its cookie has not been written for {@code idle}, and at the latest {@code max} after the first
 * answer. The cookie is written again when an eighth of {@code idle} has passed, so a caller is let go after seven to
 * eight eighths of it without a request. Thread-safe.
 */
final class TieCookie {
    /** A request may carry any number of cookies of our name; trying them costs time. */
    static final int MAX_TRIES = 8;

    /** Ties that one cookie says, of as many pools: those written last. */
    static final int MAX_TIES = 8;

    private static final char SEPARATOR = '.';

    private final AffinitySpec spec;
    private final String name;
    private final TieSealer sealer;
    private final Clock clock;
    private final long idleMillis;
    private final long maxMillis;

    /**
     * @param pool the pool's id; its cookies are good for no other
     * @param random for sealing
     */
    TieCookie(String pool, AffinitySpec spec, KeyRing ring, Clock clock, SecureRandom random) {
        this.spec = spec;
        this.name = spec.ownCookie();
        this.sealer = new TieSealer(pool, name, ring, random);
        this.clock = clock;
        this.idleMillis = spec.idle().toMillis();
        this.maxMillis = spec.max().toMillis();
    }

    /**
     * Of several with our name the first good one counts; no more than a handful are tried.
     *
     * @param lines the request's Cookie field lines
     * @param wanted whether a tie is one that may count; another is passed over
     */
    Reading read(Iterable<String> lines, Predicate<Tie> wanted) {
        Reading reading = Reading.NEW;
        int tries = 0;
        TieTexts texts = new TieTexts(lines);
        for (String text = texts.next(); text != null; text = texts.next()) {
            if (sealer.isForeign(text)) {
                reading = reading.result() == AffinityResult.NEW ? Reading.FOREIGN : reading;
                continue;
            }
            if (tries++ == MAX_TRIES) {
                return reading;
            }
            Tie tie = sealer.open(text);
            if (tie == null) {
                reading = reading.result() == AffinityResult.EXPIRED ? reading : Reading.FORGED;
            } else if (wanted.test(tie)) {
                if (!expired(tie)) {
                    return new Reading(AffinityResult.KEPT, tie);
                }
                reading = Reading.EXPIRED;
            }
        }
        return reading;
    }

    /** Walks what the cookies of our name say, tie by tie. Not thread-safe. */
    private final class TieTexts {
        private final Iterator<String> lines;
        private @Nullable CookieScan scan;
        private @Nullable String value;
        private int from;

        TieTexts(Iterable<String> lines) {
            this.lines = lines.iterator();
        }

        /** Null after the last. */
        @Nullable
        String next() {
            String now = value == null ? nextValue() : value;
            if (now == null) {
                return null;
            }
            int end = now.indexOf(SEPARATOR, from);
            String text = now.substring(from, end < 0 ? now.length() : end);
            value = end < 0 ? null : now;
            from = end + 1;
            return text;
        }

        private @Nullable String nextValue() {
            while (true) {
                String found = scan == null ? null : scan.next();
                if (found != null || !lines.hasNext()) {
                    return found;
                }
                scan = new CookieScan(lines.next(), name);
            }
        }
    }

    /** Whether the caller's cookie, which says this tie, is good as it is when that backend has answered. */
    boolean fresh(Tie tie, String backend) {
        return tie.backend().equals(backend) && clock.wallMillis() - tie.sealedMillis() <= idleMillis / 8;
    }

    /**
     * The Set-Cookie line.
     *
     * @param exchange whose request may say ties of other pools
     */
    String line(Exchange exchange, Tie tie, boolean secureClient) {
        StringBuilder value = new StringBuilder(sealer.seal(tie));
        others(exchange).forEach(other -> value.append(SEPARATOR).append(other));
        return line(value.toString(), secureClient);
    }

    /**
     * The Set-Cookie line that takes the tie out of the cookie.
     *
     * @param exchange whose request may say ties of other pools
     */
    String end(Exchange exchange, boolean secureClient) {
        String value = String.join(String.valueOf(SEPARATOR), others(exchange));
        return line(value, secureClient) + (value.isEmpty() ? "; Max-Age=0" : "");
    }

    /** The ties of other pools, one of each, in their order. */
    private Collection<String> others(Exchange exchange) {
        Map<String, String> others = new LinkedHashMap<>();
        TieTexts texts = new TieTexts(exchange.request().headers("Cookie"));
        for (String text = texts.next(); text != null && others.size() < MAX_TIES - 1; text = texts.next()) {
            if (sealer.isForeign(text)) {
                others.putIfAbsent(text.substring(0, TieSealer.MARK_CHARS), text);
            }
        }
        return others.values();
    }

    /** See {@link Ties#strip}. */
    @Nullable
    String strip(String line) {
        return CookieScan.strip(line, name);
    }

    private boolean expired(Tie tie) {
        long now = clock.wallMillis();
        return now - tie.sealedMillis() >= idleMillis || now - tie.issuedMillis() >= maxMillis;
    }

    private String line(String value, boolean secureClient) {
        boolean secure = switch (spec.secure()) {
            case AUTO -> secureClient;
            case ALWAYS -> true;
            case NEVER -> false;
        };
        StringBuilder line = new StringBuilder(256);
        line.append(name).append('=').append(value).append("; Path=").append(spec.path());
        if (!spec.domain().isEmpty()) {
            line.append("; Domain=").append(spec.domain());
        }
        line.append("; HttpOnly");
        // Browsers drop a SameSite=None cookie that is not Secure; without the attribute they keep it, as Lax.
        if (secure || spec.sameSite() != AffinitySpec.SameSite.NONE) {
            line.append("; SameSite=").append(spec.sameSite());
        }
        if (secure) {
            line.append("; Secure");
            if (spec.partitioned()) {
                line.append("; Partitioned");
            }
        }
        return line.toString();
    }
}
