package io.tollgate.boot.jar;

import io.tollgate.exchange.Flaw;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.eclipse.jetty.http.HttpCompliance.Violation;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What Jetty's words mean when it refuses a request. It says nothing but words, so a test holds each to its parser. */
final class ParserComplaint {
    private static final Map<String, Flaw> WORDS = Map.ofEntries(
            Map.entry(Violation.MULTILINE_FIELD_VALUE.getDescription(), Flaw.OBS_FOLD),
            Map.entry(Violation.MULTIPLE_CONTENT_LENGTHS.getDescription(), Flaw.TWO_LENGTHS),
            Map.entry(Violation.TRANSFER_ENCODING_WITH_CONTENT_LENGTH.getDescription(), Flaw.CL_TE),
            Map.entry(Violation.DUPLICATE_HOST_HEADERS.getDescription(), Flaw.TWO_HOSTS),
            Map.entry(Violation.UNSAFE_HOST_HEADER.getDescription(), Flaw.NO_HOST),
            Map.entry(Violation.LF_HEADER_TERMINATION.getDescription(), Flaw.LINE_END),
            Map.entry(UriCompliance.Violation.FRAGMENT.getDescription(), Flaw.BAD_TARGET),
            Map.entry(UriCompliance.Violation.USER_INFO.getDescription(), Flaw.BAD_TARGET),
            Map.entry("Bad EOL", Flaw.LINE_END),
            Map.entry("Invalid Content-Length Value", Flaw.BAD_LENGTH),
            Map.entry("No Host", Flaw.NO_HOST),
            Map.entry("Blank Host", Flaw.NO_HOST),
            Map.entry("Bad HostPort", Flaw.BAD_HOST),
            Map.entry("Authority!=Host", Flaw.HOST_MISMATCH),
            Map.entry("No URI", Flaw.BAD_TARGET),
            Map.entry("Bad URI path", Flaw.BAD_TARGET));
    /** Of the class that reads targets. */
    private static final Map<String, Flaw> TARGET_WORDS =
            Map.of("Bad URI", Flaw.ABOVE_ROOT, "Illegal character in path", Flaw.ENCODED_CONTROL);

    private static final String EARLY_END = "Early EOF";
    private static final String ESCAPE = "Bad URI %";
    private static final String CODING = "Bad Transfer-Encoding";
    private static final String CONTROL = "Illegal character CNTL";
    private static final String CHARACTER = "Illegal character";

    private ParserComplaint() {}

    /** Whether Jetty complains of no more than the end of the connection before the end of a head. */
    static boolean clientLeft(Throwable cause) {
        return cause instanceof EOFException
                || cause instanceof ClosedChannelException
                || (cause instanceof HttpException http && EARLY_END.equals(http.getReason()));
    }

    /**
     * What is wrong with a request that Jetty answers with that status.
     *
     * @param lineRead whether the request line had been read
     * @return null when it is not the request that is wrong
     */
    static @Nullable Flaw flaw(Request request, int status, @Nullable Throwable cause, boolean lineRead) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> Flaw.OVERSIZED;
            case HttpStatus.REQUEST_TIMEOUT_408 -> null;
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> Flaw.BAD_VERSION;
            default ->
                cause instanceof HttpException http && HttpStatus.isClientError(status)
                        ? said(request, http, lineRead)
                        : null;
        };
    }

    private static Flaw said(Request request, HttpException complaint, boolean lineRead) {
        String reason = complaint.getReason() == null ? "" : complaint.getReason();
        Flaw flaw = WORDS.get(reason);
        if (flaw != null) {
            return flaw;
        }
        if (reason.startsWith(CODING)) {
            return Flaw.BAD_CODING;
        }
        if (reason.startsWith(CONTROL)) {
            return Flaw.CONTROL_BYTE;
        }
        if (reason.startsWith(CHARACTER) && lineRead) {
            return Flaw.BAD_FIELD;
        }
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            return Flaw.HTTP2;
        }
        return beneath(((Throwable) complaint).getCause());
    }

    /** What the parser stumbled over without knowing it. */
    private static Flaw beneath(@Nullable Throwable cause) {
        if (cause instanceof ArithmeticException) {
            // Only lengths are reckoned with.
            return Flaw.BAD_LENGTH;
        }
        if (cause instanceof NumberFormatException) {
            return Flaw.BAD_ESCAPE;
        }
        if (cause instanceof IllegalArgumentException) {
            String message = String.valueOf(cause.getMessage());
            return message.startsWith(ESCAPE) ? Flaw.BAD_ESCAPE : TARGET_WORDS.getOrDefault(message, Flaw.BAD_TARGET);
        }
        return Flaw.MALFORMED;
    }
}
