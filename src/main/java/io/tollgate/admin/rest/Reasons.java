package io.tollgate.admin.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** Why an operator makes a change: of the body, else of the header, else of the query; empty without any. */
final class Reasons {
    static final String HEADER = "X-Tollgate-Reason";
    static final String FIELD = "reason";

    private static final int MAX_LENGTH = 500;

    private Reasons() {}

    static String of(@Nullable String inBody, HttpHeaders headers, UriInfo uri) {
        String reason = inBody;
        if (reason == null) {
            reason = headers.getHeaderString(HEADER);
        }
        if (reason == null) {
            reason = uri.getQueryParameters().getFirst(FIELD);
        }
        if (reason == null) {
            return "";
        }
        if (reason.length() > MAX_LENGTH) {
            throw ProblemException.invalid(
                    FIELD, reason.length() + " characters are too many", "write at most " + MAX_LENGTH);
        }
        return reason;
    }
}
