package io.tollgate.model;

import java.util.List;

/** What a route changes of an answer on its way to the client. */
public record ResponseRewrite(
        @Setting(
                value =
                        "auto: in Location, Content-Location and Refresh, the backend's own address and request.host become what the client asked, and a replaced prefix comes back. never: they stay as they are.",
                defaultsTo = "auto",
                range = "auto, never")
        Restore location,

        @Setting(value = "The cookies that backends set.", defaultsTo = "{}")
        CookieRewrite cookies,

        @Setting(
                value = "Field lines that clients get otherwise than they were, in answers of Tollgate's own, too.",
                defaultsTo = "{}")
        HeaderEdits headers,

        @Setting(value = "Pages in place of errors; the first whose status and source hold counts.", defaultsTo = "[]")
        List<ErrorPage> errors,

        @Setting(
                value = "Whether clients are told who answered, in Tollgate-Backend: pool/backend.",
                defaultsTo = "false")
        boolean showBackend) {
    private static final int MOST_ERRORS = 100;

    /** Only what the request's changes ask for. */
    public static final ResponseRewrite DEFAULT =
            new ResponseRewrite(Restore.AUTO, CookieRewrite.DEFAULT, HeaderEdits.NONE, List.of(), false);

    public ResponseRewrite {
        errors = List.copyOf(errors);
        new Checks()
                .require(
                        errors.size() <= MOST_ERRORS,
                        "errors",
                        errors.size() + " are too many",
                        "write at most " + MOST_ERRORS)
                .done();
    }
}
