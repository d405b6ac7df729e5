package io.tollgate.exchange;

import java.util.Locale;

/** Why Tollgate itself answered in place of a backend: the value of the {@code Tollgate-Error} field. */
public enum ErrorReason {
    NO_BACKEND(503, "No server is available for this request."),
    QUEUE_FULL(503, "All servers are busy and the queue is full."),
    QUEUE_TIMEOUT(503, "All servers stayed busy for too long."),
    CONNECT_FAILED(502, "No connection to the server could be made."),
    FIRST_BYTE_TIMEOUT(504, "The server did not begin to answer in time."),
    IDLE_TIMEOUT(504, "The server fell silent."),
    TOTAL_TIMEOUT(504, "The exchange took too long."),
    UPSTREAM_RESET(502, "The server closed the connection without an answer."),
    BAD_RESPONSE(502, "The server's answer could not be understood."),
    MAINTENANCE(503, "This service is being maintained."),
    DENIED(403, "This request is not allowed."),
    RATE_LIMITED(429, "Too many requests."),
    BAD_REQUEST(400, "The request could not be understood.");

    private final int status;
    private final String sentence;
    private final String code = name().toLowerCase(Locale.ROOT);

    ErrorReason(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** As it stands in the field, log and metrics. */
    public String code() {
        return code;
    }

    /** The status it is answered with. */
    public int status() {
        return status;
    }

    /** What a caller is told. */
    public String sentence() {
        return sentence;
    }
}
