package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import io.tollgate.model.AffinitySpec;
import io.tollgate.time.Clock;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ties by a sealed cookie of our own. A tie ends when its cookie has not been written for {@code idle}, and at the
 * latest {@code max} after the first answer. The cookie is written again when an eighth of {@code idle} has passed, so
 * a caller is let go after seven to eight eighths of it without a request. Thread-safe.
 */
public final class CookieTies implements Ties {
    /** A request may carry any number of cookies of our name; trying them costs time. */
    private static final int MAX_TRIES = 8;

    private final AffinitySpec spec;
    private final TieSealer sealer;
    private final SessionTable sessions;
    private final Clock clock;
    private final SecureRandom random;
    private final long idleMillis;
    private final long maxMillis;

    /**
     * @param pool the pool's id; its cookies are good for no other
     * @param sessions the pool's live sessions, which outlast this object
     * @param random for session ids and for sealing
     */
    public CookieTies(
            String pool, AffinitySpec spec, KeyRing ring, SessionTable sessions, Clock clock, SecureRandom random) {
        this.spec = spec;
        this.sealer = new TieSealer(pool, spec.name(), ring, random);
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
        this.idleMillis = spec.idle().toMillis();
        this.maxMillis = spec.max().toMillis();
    }

    @Override
    public String cookieName() {
        return spec.name();
    }

    @Override
    public Reading read(Iterable<String> cookieHeaders) {
        Reading reading = Reading.NEW;
        int tries = 0;
        for (String line : cookieHeaders) {
            CookieScan scan = new CookieScan(line, spec.name());
            for (String value = scan.next(); value != null; value = scan.next()) {
                if (tries++ == MAX_TRIES) {
                    return reading;
                }
                Tie tie = sealer.open(value);
                if (tie == null) {
                    reading = reading.result() == AffinityResult.NEW ? Reading.FORGED : reading;
                } else if (expired(tie)) {
                    reading = Reading.EXPIRED;
                } else {
                    return new Reading(AffinityResult.KEPT, tie);
                }
            }
        }
        return reading;
    }

    @Override
    public @Nullable String write(@Nullable Tie previous, String backend, boolean secureClient) {
        long now = clock.wallMillis();
        if (previous == null) {
            return setCookie(new Tie(backend, newSession(), now, now), secureClient);
        }
        if (previous.backend().equals(backend) && now - previous.sealedMillis() <= idleMillis / 8) {
            return null;
        }
        return setCookie(new Tie(backend, previous.session(), previous.issuedMillis(), now), secureClient);
    }

    @Override
    public void touch(long session, String backend) {
        sessions.touch(session, backend);
    }

    @Override
    public @Nullable String strip(String cookieHeader) {
        return CookieScan.strip(cookieHeader, spec.name());
    }

    @Override
    public int sessions(String backend) {
        return sessions.count(backend);
    }

    @Override
    public long startMillis() {
        return sessions.startMillis();
    }

    private boolean expired(Tie tie) {
        long now = clock.wallMillis();
        return now - tie.sealedMillis() >= idleMillis || now - tie.issuedMillis() >= maxMillis;
    }

    private String setCookie(Tie tie, boolean secureClient) {
        boolean secure = switch (spec.secure()) {
            case AUTO -> secureClient;
            case ALWAYS -> true;
            case NEVER -> false;
        };
        StringBuilder line = new StringBuilder(256);
        line.append(spec.name()).append('=').append(sealer.seal(tie)).append("; Path=/; HttpOnly");
        // Browsers drop a SameSite=None cookie that is not Secure; without the attribute they keep it, as Lax.
        if (secure || spec.sameSite() != AffinitySpec.SameSite.NONE) {
            line.append("; SameSite=").append(spec.sameSite());
        }
        return secure ? line.append("; Secure").toString() : line.toString();
    }

    private long newSession() {
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }
}
