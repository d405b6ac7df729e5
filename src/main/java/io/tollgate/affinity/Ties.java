package io.tollgate.affinity;

import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callers' ties of one pool: what requests say of them, and which sessions are alive. Thread-safe; nothing here
 * blocks, and nothing a caller sends makes it throw.
 *
 * <p>A request goes through it so: {@link #read} before the pick; {@link #strip} on the way to the backend;
 * {@link #answered} at the answer's head.
 */
public interface Ties {

    /**
     * What a request says.
     *
     * @param result {@link AffinityResult#NEW} when it says nothing, {@code KEPT} with a good tie, {@code FOREIGN}, {@code FORGED} or
     *     {@code EXPIRED}
     * @param tie null unless {@code KEPT}
     */
    record Reading(AffinityResult result, @Nullable Tie tie) {
        /** No word of a tie. */
        public static final Reading NEW = new Reading(AffinityResult.NEW, null);

        /** Only ties of other pools, by what they say. */
        public static final Reading FOREIGN = new Reading(AffinityResult.FOREIGN, null);

        /** Only cookies that this pool's keys do not open. */
        public static final Reading FORGED = new Reading(AffinityResult.FORGED, null);

        /** A tie that is too old, and no good one. */
        public static final Reading EXPIRED = new Reading(AffinityResult.EXPIRED, null);

        static Reading kept(Tie tie) {
            return new Reading(AffinityResult.KEPT, tie);
        }
    }

    /**
     * A caller's tie. One that moves to another backend keeps its session and its time of issue, so that a caller is
     * counted once, where it is now, and does not gain time by moving.
     *
     * @param backend a valid backend id; that backend need not exist any more
     * @param session identifies the caller's session within the pool; never 0
     * @param issuedMillis wall time of the first answer, or since when the session is known
     * @param sealedMillis wall time when our cookie was last written; 0 when the caller has none
     */
    record Tie(String backend, long session, long issuedMillis, long sealedMillis) {

        /** The tie that {@link AffinityStage} found in the request; null without one. */
        public static @Nullable Tie carriedBy(Exchange exchange) {
            String backend = exchange.tiedBackend();
            return backend == null
                    ? null
                    : new Tie(backend, exchange.session(), exchange.tieIssuedMillis(), exchange.tieSealedMillis());
        }

        Tie sealedAnew(String answered, long nowMillis) {
            return new Tie(answered, session, issuedMillis, nowMillis);
        }
    }

    /**
     * A backend's answer, as far as it matters here.
     *
     * @param backend the id of the backend that answered
     * @param status its status
     * @param secureClient whether the client's connection, or a trusted proxy's word of it, is TLS
     * @param setCookies its Set-Cookie field lines
     */
    record Answer(String backend, int status, boolean secureClient, List<String> setCookies) {

        /** A caller is not tied for the rest of its session to a server that could not serve it once. */
        boolean unable() {
            return status >= 502 && status <= 504;
        }
    }

    /**
     * Finds the request's tie.
     *
     * @param cookies the request's Cookie field lines
     */
    Reading read(Exchange exchange, List<String> cookies);

    /**
     * Takes in who answered: the session is alive there, and no longer where it was before. Corrects the exchange's
     * affinity to what became of it.
     *
     * @return the Set-Cookie line of our own that the answer needs; null when it needs none
     */
    @Nullable
    String answered(Exchange exchange, Answer answer);

    /** The Cookie field line without our own cookie, the others byte for byte; null when nothing is left of it. */
    @Nullable
    String strip(String cookieHeader);

    /** The live sessions. */
    SessionTable table();
}
