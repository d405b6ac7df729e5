package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import org.jspecify.annotations.Nullable;

/**
 * The callers' ties of one pool: what their cookies say, and which sessions are alive. Thread-safe.
 */
public interface Ties {

    /**
     * What a request's Cookie fields say.
     *
     * @param result {@link AffinityResult#NEW} without a cookie of ours, {@code KEPT} with a good one, {@code FORGED}
     *     or {@code EXPIRED}
     * @param tie null unless {@code KEPT}
     */
    record Reading(AffinityResult result, @Nullable Tie tie) {}

    /**
     * A caller's tie.
     *
     * @param session identifies the caller's session within the pool; never 0
     * @param issuedMillis wall time of the first answer
     * @param sealedMillis wall time when the cookie was last written
     */
    record Tie(String backend, long session, long issuedMillis, long sealedMillis) {}

    /** The cookie's name. */
    String cookieName();

    /**
     * Reads the cookie. Of several with our name the first good one counts.
     *
     * @param cookieHeaders the request's Cookie field lines
     */
    Reading read(Iterable<String> cookieHeaders);

    /**
     * The Set-Cookie line that ties the caller to the backend that answered; null when its cookie is good as it is.
     *
     * @param previous the tie that the request carried, or null
     * @param secureClient whether the client's connection, or a trusted proxy's word of it, is TLS
     */
    @Nullable
    String write(@Nullable Tie previous, String backend, boolean secureClient);

    /** Notes that a session's cookie came back and its backend answered: it is alive. */
    void touch(long session, String backend);

    /** The Cookie field line without our cookie; null when nothing is left of it. */
    @Nullable
    String strip(String cookieHeader);

    /** Sessions alive on that backend. */
    int sessions(String backend);
}
