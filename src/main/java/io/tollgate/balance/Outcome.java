package io.tollgate.balance;

import java.util.Locale;

/** How the use of a lease ended: a closed list, so that every reader must say what it makes of each. */
public enum Outcome {
    /** A whole answer, its status below 500. */
    SUCCESS(Blame.GOOD),
    /** A whole answer with a 5xx status other than those of a failed gateway. */
    SERVER_ERROR(Blame.ERROR),
    /** A whole answer with 502, 503 or 504: the server, or what stands behind it, does not serve. */
    GATEWAY_ERROR(Blame.FAILURE),
    /** No connection could be made. */
    CONNECT_FAILED(Blame.FAILURE),
    /** The connection ended before the answer was whole. */
    RESET(Blame.FAILURE),
    /** The answer was not HTTP. */
    BAD_RESPONSE(Blame.FAILURE),
    /** No first byte in time. */
    FIRST_BYTE_TIMEOUT(Blame.FAILURE),
    /** It fell silent. */
    IDLE_TIMEOUT(Blame.FAILURE),
    /** The exchange outlasted its limit; a slow client may be the cause. */
    TOTAL_TIMEOUT(Blame.ERROR),
    /** The client left: nobody's failure. */
    CLIENT_GONE(Blame.NOBODY),
    /** Nothing was sent after all, the backend refused the stream unprocessed, or had closed the connection before. */
    UNUSED(Blame.NOBODY);

    private enum Blame {
        GOOD,
        NOBODY,
        ERROR,
        FAILURE
    }

    private final Blame blame;
    private final String label = name().toLowerCase(Locale.ROOT);

    Outcome(Blame blame) {
        this.blame = blame;
    }

    /** As it stands in log and metrics. */
    public String label() {
        return label;
    }

    /** It counts among the backend's errors. */
    public boolean error() {
        return blame == Blame.ERROR || blame == Blame.FAILURE;
    }

    /** It counts towards the backend's ejection. */
    public boolean failure() {
        return blame == Blame.FAILURE;
    }
}
