package io.tollgate.admin.auth;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who is acting.
 *
 * @param name the account, such as {@code admin}; for a token its name, too, such as {@code admin/deploy}
 * @param csrf what every form of a browser's session must send back; empty for Basic and Bearer, which need none
 */
public record Operator(String name, String csrf) {
    private static final String ATTRIBUTE = Operator.class.getName();

    /** The account that is behind it: a token's name follows its account's after a slash. */
    public String account() {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    /** Notes who sends this request. */
    public void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Who sends this request; null before or without signing in. */
    public static @Nullable Operator of(HttpServletRequest request) {
        return (Operator) request.getAttribute(ATTRIBUTE);
    }

    /**
     * The same where somebody must have signed in.
     *
     * @throws IllegalStateException when nobody has: the {@link AuthFilter} is not in front
     */
    public static Operator required(HttpServletRequest request) {
        Operator operator = of(request);
        if (operator == null) {
            throw new IllegalStateException("a change by nobody: the AuthFilter is not in front");
        }
        return operator;
    }
}
