package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
import io.tollgate.time.Clock;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ties by a sealed cookie of our own, a {@link TieCookie}. Thread-safe. */
public final class CookieTies implements Ties {
    private final TieCookie cookie;
    private final SessionTable sessions;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param pool the pool's id; its cookies are good for no other
     * @param sessions the pool's live sessions, which outlast this object
     * @param random for session ids and for sealing
     */
    public CookieTies(
            String pool, AffinitySpec spec, KeyRing ring, SessionTable sessions, Clock clock, SecureRandom random) {
        this.cookie = new TieCookie(pool, spec, ring, clock, random);
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Reading read(Exchange exchange, List<String> cookies) {
        return cookies.isEmpty() ? Reading.NEW : cookie.read(cookies, tie -> true);
    }

    @Override
    public @Nullable String answered(Exchange exchange, Answer answer) {
        Tie tie = Tie.carriedBy(exchange);
        long now = clock.wallMillis();
        if (tie == null) {
            return answer.unable()
                    ? null
                    : cookie.line(exchange, new Tie(answer.backend(), newSession(), now, now), answer.secureClient());
        }
        sessions.touch(tie.session(), answer.backend(), tie.issuedMillis());
        if (!tie.backend().equals(answer.backend())) {
            exchange.affinity(AffinityResult.MOVED);
        }
        return cookie.fresh(tie, answer.backend())
                ? null
                : cookie.line(exchange, tie.sealedAnew(answer.backend(), now), answer.secureClient());
    }

    @Override
    public @Nullable String strip(String cookieHeader) {
        return cookie.strip(cookieHeader);
    }

    @Override
    public SessionTable table() {
        return sessions;
    }

    private long newSession() {
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }
}
