package io.tollgate.proxy;

import jakarta.servlet.http.HttpServletResponse;

/**
 * Sets an answer's Content-Type to the letter. Containers know better when they are asked in the ordinary way: they put
 * in blanks, change case and quotes, or add a charset. Thread-safe.
 */
@FunctionalInterface
public interface ExactContentType {
    /** As near as a container that nothing is known of comes to it. */
    ExactContentType PORTABLE = HttpServletResponse::setContentType;

    /** Sets it, in place of any before. */
    void set(HttpServletResponse response, String value);
}
