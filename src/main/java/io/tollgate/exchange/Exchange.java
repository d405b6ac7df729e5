package io.tollgate.exchange;

import io.tollgate.model.RouteSpec;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, and what the stages learnt of it. Handled by one thread at a time, each hand-over being
 * ordered by the container or the client; only {@link #end} may race, and wins once.
 *
 * <p>Times are nanoseconds of the exchange's {@link Clock}; {@value #UNSET} where the moment has not come.
 */
public final class Exchange {
    /** A moment that has not come, or a length that is not known. */
    public static final long UNSET = -1;

    private static final int MAX_FAILED_ATTEMPTS = 16;

    /**
     * An attempt that brought no answer to the client.
     *
     * @param outcome the label of its outcome, as it stands in log and metrics
     */
    public record FailedAttempt(String backend, String outcome) {}

    private final String id;
    private final String listener;
    private final RequestView request;
    private final Origin origin;
    private final Clock clock;
    private final long startMillis;
    private final long startNanos;
    private final AtomicBoolean ended = new AtomicBoolean();

    private @Nullable String host;
    private @Nullable String path;
    private @Nullable Flaw flaw;
    private boolean doubtful;
    private boolean lastOfConnection;
    private @Nullable RouteSpec route;
    private @Nullable String pool;
    private @Nullable String backend;
    private @Nullable String tiedBackend;
    private long session;
    private long tieIssuedMillis;
    private long tieSealedMillis;
    private AffinityResult affinity = AffinityResult.NONE;
    private int attempts;
    private List<FailedAttempt> failedAttempts = List.of();
    private @Nullable ErrorReason reason;
    private int status;
    private boolean clientGone;
    private boolean truncated;
    private boolean tunnel;
    private long bytesIn;
    private long bytesOut;
    private long queueNanos;
    private long connectNanos = UNSET;
    private long firstByteNanos = UNSET;
    private long totalNanos = UNSET;

    /**
     * @param id the request's id, sent to the backend as X-Request-Id
     * @param listener the listener's id
     * @param origin how the client asked
     */
    public Exchange(String id, String listener, RequestView request, Origin origin, Clock clock) {
        this.id = id;
        this.listener = listener;
        this.request = request;
        this.origin = origin;
        this.clock = clock;
        this.startMillis = clock.wallMillis();
        this.startNanos = clock.nanos();
    }

    public String id() {
        return id;
    }

    public String listener() {
        return listener;
    }

    public RequestView request() {
        return request;
    }

    /** How the client asked, be it through proxies. */
    public Origin origin() {
        return origin;
    }

    /** The literal address of the caller: the connection's peer, or what a trusted proxy says. */
    public String client() {
        return origin.client();
    }

    /** Wall time of the start, milliseconds since the epoch. */
    public long startMillis() {
        return startMillis;
    }

    /** Monotonic start, for intervals. */
    public long startNanos() {
        return startNanos;
    }

    /** Nanoseconds since the start. */
    public long elapsedNanos() {
        return clock.nanos() - startNanos;
    }

    /**
     * The host that the request names, as {@link Hosts#of} writes it; empty when it names none. Whatever a proxy before says
     * of another, for many pass on unread what clients say. Computed once.
     */
    public String host() {
        String known = host;
        if (known == null) {
            known = Hosts.of(request.authority());
            host = known;
        }
        return known;
    }

    /** The normalised path that routes and guard judge; computed once. */
    public String path() {
        String known = path;
        if (known == null) {
            known = Paths.normalise(request.rawPath());
            path = known;
        }
        return known;
    }

    /** The gravest thing that is wrong with the request; null for nothing, or before anybody looked. */
    public @Nullable Flaw flaw() {
        return flaw;
    }

    /** Notes a flaw, unless a graver one is known. */
    public void flaw(Flaw found) {
        this.flaw = Flaw.graver(flaw, found);
    }

    /** How far the request is from what the standards want. */
    public RequestClass requestClass() {
        Flaw found = flaw;
        return found == null ? RequestClass.COMPLIANT : found.requestClass();
    }

    /** Whether the path must lead to the same under all its readings. */
    public boolean doubtful() {
        return doubtful;
    }

    public void doubtPath() {
        this.doubtful = true;
    }

    /** Whether neither the client's connection nor the backend's is used again after this exchange. */
    public boolean lastOfConnection() {
        return lastOfConnection;
    }

    public void endConnection() {
        this.lastOfConnection = true;
    }

    public @Nullable RouteSpec route() {
        return route;
    }

    public void route(RouteSpec taken) {
        this.route = taken;
    }

    /** The id of the pool that serves this exchange; null before the choice and for answers of Tollgate's own. */
    public @Nullable String pool() {
        return pool;
    }

    public void pool(String id) {
        this.pool = id;
    }

    /** The id of the backend that answered or was tried last; null when none was. */
    public @Nullable String backend() {
        return backend;
    }

    /** The id of the backend that the caller is tied to, or null. A hint: the pick may overrule it. */
    public @Nullable String tiedBackend() {
        return tiedBackend;
    }

    /**
     * Notes the tie found in the request.
     *
     * @param issuedMillis wall time when the caller was first tied
     * @param sealedMillis wall time when its cookie was last written
     */
    public void tied(String backendId, long sessionId, long issuedMillis, long sealedMillis) {
        this.tiedBackend = backendId;
        this.session = sessionId;
        this.tieIssuedMillis = issuedMillis;
        this.tieSealedMillis = sealedMillis;
    }

    /** The id of the caller's session within its pool; 0 without a tie. */
    public long session() {
        return session;
    }

    /** Wall time when the caller was first tied; 0 without a tie. */
    public long tieIssuedMillis() {
        return tieIssuedMillis;
    }

    /** Wall time when the caller's cookie was last written; 0 without a tie. */
    public long tieSealedMillis() {
        return tieSealedMillis;
    }

    public AffinityResult affinity() {
        return affinity;
    }

    public void affinity(AffinityResult result) {
        this.affinity = result;
    }

    /** How many backends were asked. */
    public int attempts() {
        return attempts;
    }

    /** Begins an attempt at that backend. */
    public void attempt(String backendId) {
        attempts++;
        backend = backendId;
        connectNanos = UNSET;
        firstByteNanos = UNSET;
    }

    /**
     * The attempts that failed, in order: all before the last one, and the last if it failed too. At most the first
     * {@value #MAX_FAILED_ATTEMPTS}.
     */
    public List<FailedAttempt> failedAttempts() {
        return Collections.unmodifiableList(failedAttempts);
    }

    /**
     * Notes that an attempt failed; called once for each, before the next begins.
     *
     * @param outcome the label of its outcome
     */
    public void failedAttempt(String backendId, String outcome) {
        if (failedAttempts.isEmpty()) {
            failedAttempts = new ArrayList<>(2);
        }
        if (failedAttempts.size() < MAX_FAILED_ATTEMPTS) {
            failedAttempts.add(new FailedAttempt(backendId, outcome));
        }
    }

    /** Why Tollgate answered in place of a backend, or broke an answer off; null when it did neither. */
    public @Nullable ErrorReason reason() {
        return reason;
    }

    public void reason(ErrorReason why) {
        this.reason = why;
    }

    /** The status sent to the client; 0 before that. 499 when the client left before one was sent. */
    public int status() {
        return status;
    }

    public void status(int sent) {
        this.status = sent;
    }

    /** The client left before its answer was whole. */
    public boolean clientGone() {
        return clientGone;
    }

    public void clientLeft() {
        this.clientGone = true;
    }

    /** The exchange was broken off, by Tollgate or by the backend, before its answer was whole. */
    public boolean truncated() {
        return truncated;
    }

    public void brokenOff() {
        this.truncated = true;
    }

    /** Whether its connections went on in another protocol. */
    public boolean tunnel() {
        return tunnel;
    }

    public void switched() {
        this.tunnel = true;
    }

    /** Bytes of the request's body read so far; of a tunnel, what the client has sent. */
    public long bytesIn() {
        return bytesIn;
    }

    public void received(long bytes) {
        bytesIn += bytes;
    }

    /** Bytes of the answer's body written so far; of a tunnel, what the backend has sent. */
    public long bytesOut() {
        return bytesOut;
    }

    public void sent(long bytes) {
        bytesOut += bytes;
    }

    /** Bytes that were written, and never left. */
    public void unsent(long bytes) {
        bytesOut -= bytes;
    }

    /** Time waited for a backend to be free, all attempts together. */
    public long queueNanos() {
        return queueNanos;
    }

    public void queued(long nanos) {
        queueNanos += nanos;
    }

    /** From the last attempt's beginning until it held a connection. */
    public long connectNanos() {
        return connectNanos;
    }

    public void connected(long nanos) {
        connectNanos = nanos;
    }

    /** From the start until the first byte of the answer's head. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    public void firstByte() {
        firstByteNanos = elapsedNanos();
    }

    /** From start to end; {@value #UNSET} until the end. */
    public long totalNanos() {
        return totalNanos;
    }

    /** What figures of speed go by, after the end: the whole, but of a tunnel the time until it began. */
    public long servedNanos() {
        return tunnel ? firstByteNanos : totalNanos;
    }

    /**
     * Ends the exchange and tells the observer. Whoever comes second is ignored.
     *
     * @return whether this call ended it
     */
    public boolean end(ExchangeObserver observer) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        if (status == 0 && clientGone) {
            status = 499;
        }
        totalNanos = elapsedNanos();
        observer.ended(this);
        return true;
    }
}
