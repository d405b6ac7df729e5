package io.tollgate.affinity;

import io.tollgate.affinity.Ties.Reading;
import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.model.AffinitySpec;
import io.tollgate.time.Clock;
import java.security.SecureRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sealed cookie that says a tie. A tie ends when its cookie has not been written for {@code idle}, and at the latest
 * {@code max} after the first answer. The cookie is written again when an eighth of {@code idle} has passed, so a caller
 * is let go after seven to eight eighths of it without a request. Thread-safe.
 */
final class TieCookie {
    /** A request may carry any number of cookies of our name; trying them costs time. */
    static final int MAX_TRIES = 8;

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
        for (String line : lines) {
            CookieScan scan = new CookieScan(line, name);
            for (String value = scan.next(); value != null; value = scan.next()) {
                if (tries++ == MAX_TRIES) {
                    return reading;
                }
                Tie tie = sealer.open(value);
                if (tie == null) {
                    reading = reading.result() == AffinityResult.NEW ? Reading.FORGED : reading;
                } else if (wanted.test(tie)) {
                    if (!expired(tie)) {
                        return new Reading(AffinityResult.KEPT, tie);
                    }
                    reading = Reading.EXPIRED;
                }
            }
        }
        return reading;
    }

    /** Whether the caller's cookie, which says this tie, is good as it is when that backend has answered. */
    boolean fresh(Tie tie, String backend) {
        return tie.backend().equals(backend) && clock.wallMillis() - tie.sealedMillis() <= idleMillis / 8;
    }

    /** The Set-Cookie line. */
    String line(Tie tie, boolean secureClient) {
        return line(sealer.seal(tie), secureClient);
    }

    /** The Set-Cookie line that takes the cookie away. */
    String end(boolean secureClient) {
        return line("", secureClient) + "; Max-Age=0";
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
