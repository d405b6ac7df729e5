package io.tollgate.upstream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What comes of an answer to a health check, piece by piece, and what it says in the end. Holds {@value #MOST} bytes at
 * most. Not thread-safe.
 */
final class GrpcAnswer {
    /** More than a status takes together with whatever a later version may put beside it. */
    static final int MOST = 1_024;

    private static final String STATUS = "grpc-status";
    private static final String CONTENT_TYPE = "application/grpc";

    private static final int OK = 0;
    private static final int NOT_FOUND = 5;
    private static final int UNIMPLEMENTED = 12;

    /** By their numbers: <a href="https://github.com/grpc/grpc/blob/master/doc/statuscodes.md">status codes</a>. */
    private static final List<String> CODES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    private final String service;
    private final ByteBuffer message = ByteBuffer.allocate(MOST);

    /**
     * @param detail for the operator, as a probe's result has it
     */
    record Verdict(boolean good, String detail) {
        static Verdict bad(String detail) {
            return new Verdict(false, detail);
        }
    }

    /**
     * @param service what was asked about; empty for the whole server
     */
    GrpcAnswer(String service) {
        this.service = service;
    }

    /**
     * The head has come.
     *
     * @param last nothing follows, so that what else would be in the trailers is in here
     * @return null while more is to come
     */
    @Nullable
    Verdict head(int status, HttpFields fields, boolean last) {
        if (status != HttpStatus.OK_200) {
            return Verdict.bad("http status " + status);
        }
        String type = fields.get(HttpHeader.CONTENT_TYPE);
        if (type == null || !grpc(type.toLowerCase(Locale.ROOT))) {
            return Verdict.bad("the answer is not gRPC");
        }
        return last ? end(fields) : null;
    }

    /** With a format and parameters, if any; grpc-web is something else. */
    private static boolean grpc(String type) {
        String rest = type.startsWith(CONTENT_TYPE) ? type.substring(CONTENT_TYPE.length()) : "-";
        return rest.isEmpty() || rest.charAt(0) == '+' || rest.charAt(0) == ';' || rest.charAt(0) == ' ';
    }

    /**
     * Some of the body has come.
     *
     * @return null while more is to come
     */
    @Nullable
    Verdict body(ByteBuffer piece) {
        if (piece.remaining() > message.remaining()) {
            return Verdict.bad("the answer is too long");
        }
        message.put(piece);
        return null;
    }

    /** All has come. */
    Verdict end(HttpFields trailers) {
        int code = code(trailers.get(STATUS));
        return switch (code) {
            case -1 -> Verdict.bad("the answer has no grpc-status");
            case OK -> served();
            case UNIMPLEMENTED -> Verdict.bad("the backend has no grpc health service");
            case NOT_FOUND ->
                Verdict.bad(service.isEmpty() ? told(code) : "the backend knows no grpc service " + service);
            default -> Verdict.bad(told(code));
        };
    }

    private Verdict served() {
        try {
            int status = HealthMessages.status(message.flip());
            return new Verdict(status == HealthMessages.SERVING, "grpc says " + HealthMessages.name(status));
        } catch (IllegalArgumentException e) {
            return Verdict.bad("the answer holds no health status");
        }
    }

    private static String told(int code) {
        return "grpc-status " + code + (code < CODES.size() ? " " + CODES.get(code) : "");
    }

    /** Negative when there is none. */
    private static int code(@Nullable String text) {
        boolean number = text != null
                && !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(text) : -1;
    }
}
