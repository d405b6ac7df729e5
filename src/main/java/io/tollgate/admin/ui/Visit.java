package io.tollgate.admin.ui;

import io.tollgate.admin.auth.Operator;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One request to the page and its response, in the page's words. */
record Visit(HttpServletRequest request, HttpServletResponse response, Address address, Messages messages) {

    static Visit of(HttpServletRequest request, HttpServletResponse response) {
        return new Visit(request, response, Address.of(request), Messages.in(request.getLocales()));
    }

    /** The field or query parameter of that name; empty when there is none. */
    String field(String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }

    /** The same as a whole number, where it is one. */
    OptionalLong number(String name) {
        try {
            return OptionalLong.of(Long.parseLong(field(name)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** htmx asks, so that only what is live is wanted. */
    boolean partial() {
        return "true".equals(request.getHeader("HX-Request"));
    }

    /** Whom the change list will name. */
    String operator() {
        Operator operator = Operator.of(request);
        return operator == null ? "" : operator.name();
    }

    String csrf() {
        Operator operator = Operator.of(request);
        return operator == null ? "" : operator.csrf();
    }

    /** What the switch for light and dark was set to; null when it was not touched. */
    @Nullable
    String theme() {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals("tollgate-theme")
                    && (cookie.getValue().equals("light") || cookie.getValue().equals("dark"))) {
                return cookie.getValue();
            }
        }
        return null;
    }

    /** Sends the browser to another page, so that reloading does not repeat an act. */
    void seeOther(String fromRoot) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", address.base() + fromRoot);
    }

    /** Sends the browser from {@code /prefix} to {@code /prefix/}, below which relative links hold. */
    void seeOtherFolder() {
        String uri = request.getRequestURI();
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", uri.substring(uri.lastIndexOf('/') + 1) + "/");
    }
}
