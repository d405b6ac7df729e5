package io.tollgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.model.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, in the form of RFC 9457. Immutable.
 *
 * @param type always {@code about:blank}: the status says the kind, {@code errors} the particulars
 * @param title the status in words
 * @param detail what happened, for a reader
 * @param errors each thing that is wrong with the request; may be empty
 * @param revision the revision in force, where the request named another; else null and left out
 * @param current what the request wanted to change as it is now, where it looked at an older state; else left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        List<Problem> errors,
        @Nullable Long revision,
        @Nullable Object current) {

    /** The media type. */
    public static final String TYPE = "application/problem+json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A problem that its status and one sentence explain. */
    public static ProblemDocument of(int status, String detail) {
        return of(status, detail, List.of());
    }

    /** A problem with its particulars. */
    public static ProblemDocument of(int status, String detail, List<Problem> errors) {
        return new ProblemDocument("about:blank", title(status), status, detail, List.copyOf(errors), null, null);
    }

    /** The same problem with the state that the sender had not seen. */
    public ProblemDocument withCurrent(long inForce, Object state) {
        return new ProblemDocument(type, title, status, detail, errors, inForce, state);
    }

    /** Answers with it; headers already set stay. */
    public void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(TYPE);
        response.getOutputStream().write(JSON.writeValueAsBytes(this));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not signed in";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 409 -> "Conflict";
            case 412 -> "Changed in the meantime";
            case 413 -> "Body too large";
            case 415 -> "Unsupported media type";
            case 421 -> "Misdirected request";
            case 422 -> "Invalid";
            case 429 -> "Too many attempts";
            case 503 -> "Not now";
            default -> status >= 500 ? "Internal error" : "Refused";
        };
    }
}
