package io.tollgate.proxy;

import io.tollgate.balance.Outcome;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.upstream.Failure;

/** What the end of an attempt means for the backend's lease and for the client. */
final class Ends {
    private Ends() {}

    /** Of a whole answer. */
    static Outcome outcome(int status) {
        if (status < 500) {
            return Outcome.SUCCESS;
        }
        return status >= 502 && status <= 504 ? Outcome.GATEWAY_ERROR : Outcome.SERVER_ERROR;
    }

    static Outcome outcome(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT -> Outcome.CONNECT_FAILED;
            case RESET -> Outcome.RESET;
            case FIRST_BYTE_TIMEOUT -> Outcome.FIRST_BYTE_TIMEOUT;
            case IDLE_TIMEOUT -> Outcome.IDLE_TIMEOUT;
            case TOTAL_TIMEOUT -> Outcome.TOTAL_TIMEOUT;
            case BAD_RESPONSE -> Outcome.BAD_RESPONSE;
            case CLIENT_GONE, REQUEST_BODY -> Outcome.CLIENT_GONE;
        };
    }

    static ErrorReason reason(Failure.Kind kind) {
        return switch (kind) {
            case CONNECT -> ErrorReason.CONNECT_FAILED;
            case RESET -> ErrorReason.UPSTREAM_RESET;
            case FIRST_BYTE_TIMEOUT -> ErrorReason.FIRST_BYTE_TIMEOUT;
            case IDLE_TIMEOUT -> ErrorReason.IDLE_TIMEOUT;
            case TOTAL_TIMEOUT -> ErrorReason.TOTAL_TIMEOUT;
            case BAD_RESPONSE -> ErrorReason.BAD_RESPONSE;
            case CLIENT_GONE, REQUEST_BODY -> ErrorReason.BAD_REQUEST;
        };
    }
}
