package io.tollgate.admin.ui;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Begins and ends an operator's browser session; what the page needs of the accounts. Thread-safe. */
public interface SignIn {

    /**
     * Signs in and sets the session's cookie, or sets the status: 403 when name or password is wrong, 429 with {@code
     * Retry-After} after too many of those. The body is the page's.
     */
    boolean signIn(HttpServletRequest request, HttpServletResponse response, String name, String password);

    /** Ends the session of this request, if there is one. */
    void signOut(HttpServletRequest request, HttpServletResponse response);
}
