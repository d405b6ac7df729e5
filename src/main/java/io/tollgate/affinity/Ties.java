package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The callers' ties of one pool: what their cookies say, and which sessions are alive. Thread-safe; nothing here
 * blocks, and nothing a caller sends makes it throw.
 *
 * <p>A request goes through it so: {@link #read} before the pick; {@link #strip} on the way to the backend; at the
 * answer's head {@link #touch} if the request carried a good tie, and {@link #write}.
 */
public interface Ties {

    /**
     * What a request's Cookie fields say.
     *
     * @param result {@link AffinityResult#NEW} without a cookie of ours, {@code KEPT} with a good one, {@code FORGED}
     *     or {@code EXPIRED}
     * @param tie null unless {@code KEPT}
     */
    record Reading(AffinityResult result, @Nullable Tie tie) {
        /** No cookie of ours. */
        public static final Reading NEW = new Reading(AffinityResult.NEW, null);

        /** Only cookies that this pool's keys do not open. */
        public static final Reading FORGED = new Reading(AffinityResult.FORGED, null);

        /** A cookie of ours that is too old, and no good one. */
        public static final Reading EXPIRED = new Reading(AffinityResult.EXPIRED, null);
    }

    /**
     * A caller's tie. One that moves to another backend keeps its session and its time of issue, so that a caller is
     * counted once, where it is now, and does not gain time by moving.
     *
     * @param backend a valid backend id; that backend need not exist any more
     * @param session identifies the caller's session within the pool; random, never 0
     * @param issuedMillis wall time of the first answer
     * @param sealedMillis wall time when the cookie was last written
     */
    record Tie(String backend, long session, long issuedMillis, long sealedMillis) {

        /** The tie that {@link AffinityStage} found in the request, as {@link #write} wants it; null without one. */
        public static @Nullable Tie carriedBy(Exchange exchange) {
            String backend = exchange.tiedBackend();
            return backend == null
                    ? null
                    : new Tie(backend, exchange.session(), exchange.tieIssuedMillis(), exchange.tieSealedMillis());
        }
    }

    /** The cookie's name. */
    String cookieName();

    /**
     * Reads the cookie. Of several with our name the first good one counts; no more than a handful are tried.
     *
     * @param cookieHeaders the request's Cookie field lines
     */
    Reading read(Iterable<String> cookieHeaders);

    /**
     * The Set-Cookie line that ties the caller to the backend that answered; null when its cookie is good as it is.
     *
     * @param previous the tie that the request carried, or null
     * @param backend the id of the backend that answered
     * @param secureClient whether the client's connection, or a trusted proxy's word of it, is TLS
     */
    @Nullable
    String write(@Nullable Tie previous, String backend, boolean secureClient);

    /**
     * Notes that a session's cookie came back and who answered: the session is alive there, and no longer where it was
     * before. The first answer, which only sets the cookie, makes no session.
     *
     * @param session of the tie that the request carried
     * @param backend the id of the backend that answered
     */
    void touch(long session, String backend);

    /** The Cookie field line without our cookie, the others byte for byte; null when nothing is left of it. */
    @Nullable
    String strip(String cookieHeader);

    /** Sessions alive on that backend; those just ended may still count for some seconds. */
    int sessions(String backend);

    /**
     * Wall time since when sessions are counted. Until one idle time has passed since, a count of zero means nothing:
     * callers tied before may be about to come back.
     */
    long startMillis();
}
