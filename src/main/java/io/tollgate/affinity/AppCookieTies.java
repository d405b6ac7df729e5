package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
import io.tollgate.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ties by the application's own session, whose id its cookie or a path parameter carries. Where a session is was learnt
 * when a backend set the cookie; after a restart of Tollgate's own a sealed companion cookie says it, which is good only
 * beside the session it was made for; else the id's suffix after its last dot, where that is the id of a backend
 * (Tomcat's {@code jvmRoute}). A session that nothing is known of is no tie. Thread-safe.
 */
public final class AppCookieTies implements Ties {
    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::make);

    private final String name;
    private final byte[] bound;
    private final @Nullable TieCookie companion;
    private final SessionTable sessions;
    private final Predicate<String> backends;
    private final Clock clock;
    private final long maxMillis;

    /**
     * @param pool the pool's id; its companion cookies are good for no other
     * @param sessions the pool's live sessions, which outlast this object
     * @param backends whether there is a backend of that id
     * @param random for sealing
     */
    public AppCookieTies(
            String pool,
            AffinitySpec spec,
            KeyRing ring,
            SessionTable sessions,
            Predicate<String> backends,
            Clock clock,
            SecureRandom random) {
        this.name = spec.name();
        this.bound = (pool + '\0').getBytes(StandardCharsets.UTF_8);
        this.companion = spec.companion().isEmpty() ? null : new TieCookie(pool, spec, ring, clock, random);
        this.sessions = sessions;
        this.backends = backends;
        this.clock = clock;
        this.maxMillis = spec.max().toMillis();
    }

    @Override
    public Reading read(Exchange exchange, List<String> cookies) {
        Reading reading = Reading.NEW;
        int tries = 0;
        for (String line : cookies) {
            CookieScan scan = new CookieScan(line, name);
            for (String id = scan.next(); id != null && tries < TieCookie.MAX_TRIES; id = scan.next()) {
                tries++;
                Reading found = of(id, cookies);
                if (found.tie() != null) {
                    return found;
                }
                reading = fresh(reading) ? found : reading;
            }
        }
        String id = PathParameter.find(exchange.request().rawPath(), name);
        if (id == null) {
            return reading;
        }
        Reading found = of(id, cookies);
        return found.tie() != null || fresh(reading) ? found : reading;
    }

    private static boolean fresh(Reading reading) {
        return reading.result() == AffinityResult.NEW;
    }

    private Reading of(String id, List<String> cookies) {
        if (id.isEmpty()) {
            return Reading.NEW;
        }
        long session = session(id);
        SessionTable.Known known = sessions.find(session);
        Reading said = companion == null || cookies.isEmpty()
                ? Reading.NEW
                : companion.read(cookies, tie -> tie.session() == session);
        // Without a session of its own, what the companion says of other pools is nothing.
        Reading told = said.result() == AffinityResult.FOREIGN ? Reading.NEW : said;
        if (known != null) {
            if (clock.wallMillis() - known.sinceMillis() >= maxMillis) {
                sessions.forget(session);
                return Reading.EXPIRED;
            }
            Tie tie = told.tie();
            long sealed = tie == null || !tie.backend().equals(known.backend()) ? 0 : tie.sealedMillis();
            return Reading.kept(new Tie(known.backend(), session, known.sinceMillis(), sealed));
        }
        if (told.tie() != null || told.result() == AffinityResult.EXPIRED) {
            return told;
        }
        String suffix = id.substring(id.lastIndexOf('.') + 1);
        return suffix.length() < id.length() && backends.test(suffix)
                ? Reading.kept(new Tie(suffix, session, clock.wallMillis(), 0))
                : told;
    }

    @Override
    public @Nullable String answered(Exchange exchange, Answer answer) {
        Tie tie = Tie.carriedBy(exchange);
        Given given = given(answer);
        if (tie == null && (given == null || given.id().isEmpty() || answer.unable())) {
            if (exchange.affinity() == AffinityResult.NEW) {
                exchange.affinity(AffinityResult.NONE);
            }
            return null;
        }
        if (tie != null && !tie.backend().equals(answer.backend())) {
            exchange.affinity(AffinityResult.MOVED);
        }
        if (given == null) {
            return tie == null ? null : kept(exchange, tie, answer);
        }
        if (given.id().isEmpty()) {
            return tie == null ? null : ended(exchange, tie, given, answer);
        }
        return learnt(exchange, tie, given, answer);
    }

    /** What nobody but the caller says, which is a suffix, becomes a session when it comes back with our companion. */
    private @Nullable String kept(Exchange exchange, Tie tie, Answer answer) {
        boolean hearsay = companion != null && tie.sealedMillis() == 0 && sessions.find(tie.session()) == null;
        if (!hearsay) {
            sessions.touch(tie.session(), answer.backend(), tie.issuedMillis());
        }
        return line(exchange, tie, answer);
    }

    private @Nullable String learnt(Exchange exchange, @Nullable Tie tie, Given given, Answer answer) {
        long session = session(given.id());
        long since = tie == null ? clock.wallMillis() : tie.issuedMillis();
        if (tie != null && session != tie.session() && scope(tie) == given.scope()) {
            // It got another id, as at sign-in: the caller is the same. One for another path is a session beside it.
            sessions.forget(tie.session());
        }
        long sealed = tie != null && session == tie.session() ? tie.sealedMillis() : 0;
        sessions.touch(session, answer.backend(), since, given.scope());
        String before = tie == null ? answer.backend() : tie.backend();
        return line(exchange, new Tie(before, session, since, sealed), answer);
    }

    private @Nullable String line(Exchange exchange, Tie tie, Answer answer) {
        return companion == null || companion.fresh(tie, answer.backend())
                ? null
                : companion.line(exchange, tie.sealedAnew(answer.backend(), clock.wallMillis()), answer.secureClient());
    }

    @Override
    public @Nullable String strip(String cookieHeader) {
        return companion == null ? cookieHeader : companion.strip(cookieHeader);
    }

    @Override
    public SessionTable table() {
        return sessions;
    }

    private @Nullable String ended(Exchange exchange, Tie tie, Given given, Answer answer) {
        if (scope(tie) != given.scope()) {
            return kept(exchange, tie, answer);
        }
        sessions.forget(tie.session());
        return companion == null || tie.sealedMillis() == 0 ? null : companion.end(exchange, answer.secureClient());
    }

    private int scope(Tie tie) {
        SessionTable.Known known = sessions.find(tie.session());
        return known == null ? 0 : known.scope();
    }

    /**
     * The last word on the cookie.
     *
     * @param id empty when it is taken away
     * @param scope for which paths
     */
    private record Given(String id, int scope) {}

    private @Nullable Given given(Answer answer) {
        Given last = null;
        for (String line : answer.setCookies()) {
            String value = SetCookieLine.value(line, name, clock);
            last = value == null ? last : new Given(value, SetCookieLine.scope(line));
        }
        return last;
    }

    /**
     * A session's number in table and companion: the same after a restart, and none from which the id could be had.
     */
    private long session(String id) {
        MessageDigest digest = DIGESTS.get();
        digest.update(bound);
        long number = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return number == 0 ? 1 : number;
    }
}
