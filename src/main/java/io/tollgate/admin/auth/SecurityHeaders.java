package io.tollgate.admin.auth;

import jakarta.servlet.http.HttpServletResponse;

/** What every answer of the admin side tells a browser. What serves unchanging files may set another Cache-Control. */
final class SecurityHeaders {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private SecurityHeaders() {}

    static void set(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        // Not no-referrer: with it browsers send "Origin: null" with our own forms, too (Fetch, section 3.2),
        // and a form could not be told from a foreign one. Other sites learn nothing by either.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }
}
