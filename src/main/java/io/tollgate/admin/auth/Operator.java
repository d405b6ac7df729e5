package io.tollgate.admin.auth;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who is acting.
 *
 * @param name the account
 * @param csrf what every form of a browser's session must send back; empty for Basic and Bearer, which need none
 */
public record Operator(String name, String csrf) {
    private static final String ATTRIBUTE = Operator.class.getName();

    /** Notes who sends this request. */
    public void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Who sends this request; null before or without signing in. */
    public static @Nullable Operator of(HttpServletRequest request) {
        return (Operator) request.getAttribute(ATTRIBUTE);
    }
}
