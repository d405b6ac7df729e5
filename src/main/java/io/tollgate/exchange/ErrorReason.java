package io.tollgate.exchange;

import java.util.Locale;

/** Why Tollgate itself answered in place of a backend, or broke an answer off. */
public enum ErrorReason {
    NO_ROUTE(404, "There is nothing here."),
    NO_BACKEND(503, "No server is available for this request."),
    QUEUE_FULL(503, "All servers are busy and the queue is full."),
    QUEUE_TIMEOUT(503, "All servers stayed busy for too long."),
    CONNECT_FAILED(502, "No connection to the server could be made."),
    FIRST_BYTE_TIMEOUT(504, "The server did not begin to answer in time."),
    IDLE_TIMEOUT(504, "The server fell silent."),
    TOTAL_TIMEOUT(504, "The exchange took too long."),
    UPSTREAM_RESET(502, "The server closed the connection without an answer."),
    BAD_RESPONSE(502, "The server's answer could not be understood."),
    SHUTDOWN(503, "This service is being restarted."),
    MAINTENANCE(503, "This service is being maintained."),
    DENIED(403, "This request is not allowed."),
    RATE_LIMITED(429, "Too many requests."),
    BAD_REQUEST(400, "The request could not be understood."),
    METHOD_NOT_ALLOWED(405, "This method is not allowed here.", BAD_REQUEST),
    CLIENT_TIMEOUT(408, "The request did not come in time.", BAD_REQUEST),
    BODY_TOO_LARGE(413, "The request's body is too large.", BAD_REQUEST),
    URI_TOO_LONG(414, "The request's address is too long.", BAD_REQUEST),
    HEAD_TOO_LARGE(431, "The request's fields are too large.", BAD_REQUEST);

    private final int status;
    private final String sentence;
    private final String code = name().toLowerCase(Locale.ROOT);
    private final String told;

    ErrorReason(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
        this.told = code;
    }

    /**
     * @param family what a client is told, to whom the status says the rest
     */
    ErrorReason(int status, String sentence, ErrorReason family) {
        this.status = status;
        this.sentence = sentence;
        this.told = family.code;
    }

    /** Why a request is refused with that status. */
    public static ErrorReason ofRefusal(int status) {
        for (ErrorReason reason : values()) {
            if (reason.status == status && reason.told.equals(BAD_REQUEST.code)) {
                return reason;
            }
        }
        return BAD_REQUEST;
    }

    /** As it stands in log and metrics. */
    public String code() {
        return code;
    }

    /** What a client is told: the value of the {@code Tollgate-Error} field. */
    public String told() {
        return told;
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
