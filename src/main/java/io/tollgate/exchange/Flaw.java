package io.tollgate.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What may be wrong with a request; the graver, the later. Whoever finds several counts the gravest. Some are seen only
 * by whoever reads the bytes, which in a servlet container is not Tollgate.
 */
public enum Flaw {
    UNESCAPED(RequestClass.ACCEPTABLE, Treatment.PASS, "path or query hold a character that should be escaped"),
    BAD_QUERY_ESCAPE(RequestClass.ACCEPTABLE, Treatment.PASS, "a percent sign in the query is no escape"),
    NOT_UTF8(RequestClass.ACCEPTABLE, Treatment.PASS, "the path's escapes are not UTF-8"),
    UNUSUAL_HOST(RequestClass.ACCEPTABLE, Treatment.PASS, "the host holds characters that no name in the DNS has"),
    BODY_OF_GET(RequestClass.ACCEPTABLE, Treatment.PASS, "a GET, HEAD or TRACE has a body (RFC 9110, 9.3)"),

    DOT_SEGMENT(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has a segment `.` or `..`"),
    EMPTY_SEGMENT(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has two slashes in a row"),
    PATH_PARAMETER(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has a semicolon, escaped or not"),
    BACKSLASH(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has a backslash, escaped or not"),
    ENCODED_DOT(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has an escaped dot, `%2E`"),
    ENCODED_SLASH(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has an escaped slash, `%2F`"),
    ENCODED_END(RequestClass.AMBIGUOUS, Treatment.READINGS, "the path has an escaped `?` or `#`, `%3F` or `%23`"),
    DOUBLE_ESCAPE(RequestClass.AMBIGUOUS, Treatment.READINGS, "an escape in the path leaves another, such as `%252F`"),

    ABOVE_ROOT(RequestClass.SEVERE, Treatment.REFUSE, "the path's `..` lead above the root"),
    BAD_ESCAPE(RequestClass.SEVERE, Treatment.REFUSE, "a percent sign in the path is no escape"),
    ENCODED_CONTROL(RequestClass.SEVERE, Treatment.REFUSE, "the path has an escaped control byte, such as `%00`"),
    OVERLONG_UTF8(RequestClass.SEVERE, Treatment.REFUSE, "the path writes a character in more bytes than it needs"),
    TOO_MANY_READINGS(RequestClass.SEVERE, Treatment.REFUSE, "the path is ambiguous in more than three ways at once"),

    CL_TE(RequestClass.AMBIGUOUS, Treatment.ALWAYS, "Content-Length beside Transfer-Encoding (RFC 9112, 6.1)"),
    TE_HTTP10(RequestClass.AMBIGUOUS, Treatment.ALWAYS, "Transfer-Encoding in HTTP/1.0 (RFC 9112, 6.1)"),
    OBS_FOLD(RequestClass.AMBIGUOUS, Treatment.ALWAYS, "a field goes on in a second line (RFC 9112, 5.2)"),
    SUSPICIOUS_FIELD(
            RequestClass.AMBIGUOUS, Treatment.ALWAYS, "a field that some take for Content-Length or Transfer-Encoding"),
    LINE_END(RequestClass.SEVERE, Treatment.ALWAYS, "a line ends in something else than CR LF (RFC 9112, 2.2)"),
    TWO_LENGTHS(RequestClass.SEVERE, Treatment.ALWAYS, "several values of Content-Length (RFC 9112, 6.3)"),
    BAD_LENGTH(RequestClass.SEVERE, Treatment.ALWAYS, "Content-Length is no number (RFC 9112, 6.3)"),
    BAD_CODING(RequestClass.SEVERE, Treatment.ALWAYS, "Transfer-Encoding is not `chunked`, once (RFC 9112, 6.1)"),
    BAD_CHUNK(RequestClass.SEVERE, Treatment.ALWAYS, "the body's framing is broken (RFC 9112, 7.1)"),
    BAD_FIELD(RequestClass.SEVERE, Treatment.ALWAYS, "a field line without a proper name (RFC 9112, 5.1)"),
    CONTROL_BYTE(RequestClass.SEVERE, Treatment.ALWAYS, "a control byte in the head (RFC 9110, 5.5)"),
    NO_HOST(RequestClass.SEVERE, Treatment.ALWAYS, "no host is named (RFC 9112, 3.2; RFC 9113, 8.3.1)"),
    TWO_HOSTS(RequestClass.SEVERE, Treatment.ALWAYS, "several hosts are named (RFC 9112, 3.2)"),
    BAD_HOST(RequestClass.SEVERE, Treatment.ALWAYS, "what is named is no host and port (RFC 9110, 7.2)"),
    HOST_MISMATCH(RequestClass.SEVERE, Treatment.ALWAYS, "the target names another host than Host (RFC 9112, 3.2.2)"),
    BAD_METHOD(RequestClass.SEVERE, Treatment.ALWAYS, "the method is no token (RFC 9110, 9.1)"),
    BAD_TARGET(
            RequestClass.SEVERE,
            Treatment.ALWAYS,
            "the target holds a blank, a control, a `#` or a byte above 126, names another scheme than HTTP's, or is none"),
    TUNNEL(RequestClass.SEVERE, Treatment.ALWAYS, "CONNECT asks for a tunnel; none is opened (RFC 9110, 9.3.6)"),
    BAD_VERSION(RequestClass.SEVERE, Treatment.ALWAYS, "no version of HTTP that is spoken here"),
    HOP_FIELD(RequestClass.SEVERE, Treatment.ALWAYS, "HTTP/2 with a field of HTTP/1.1's connections (RFC 9113, 8.2.2)"),
    HTTP2(RequestClass.SEVERE, Treatment.ALWAYS, "HTTP/2 that breaks its rules (RFC 9113)"),
    OVERSIZED(RequestClass.SEVERE, Treatment.ALWAYS, "head or target are too large, and were not read to their end"),
    MALFORMED(RequestClass.SEVERE, Treatment.ALWAYS, "not HTTP in some other way");

    /** What is done about it. */
    public enum Treatment {
        /** Refused in {@code strictest} only. */
        PASS,
        /** Refused where another reading of the path takes another route; in {@code monitor} never. */
        READINGS,
        /** Refused but in {@code monitor}. */
        REFUSE,
        /** Always refused: it has several readings, or the standard wants it refused. */
        ALWAYS
    }

    private final RequestClass requestClass;
    private final Treatment treatment;
    private final String meaning;
    private final String code = name().toLowerCase(Locale.ROOT);

    Flaw(RequestClass requestClass, Treatment treatment, String meaning) {
        this.requestClass = requestClass;
        this.treatment = treatment;
        this.meaning = meaning;
    }

    /** The class of a request of which this is the gravest flaw. */
    public RequestClass requestClass() {
        return requestClass;
    }

    public Treatment treatment() {
        return treatment;
    }

    /** What it is, for the documentation; in Markdown. */
    public String meaning() {
        return meaning;
    }

    /** The reason code: as it stands in log and metrics. */
    public String code() {
        return code;
    }

    /** The graver one of two; null for neither. */
    public static @Nullable Flaw graver(@Nullable Flaw one, @Nullable Flaw other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }
}
