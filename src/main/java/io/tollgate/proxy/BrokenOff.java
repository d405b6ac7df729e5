package io.tollgate.proxy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;

/**
 * Breaks an answer off by means of the servlet API alone: the exchange is dispatched once more, and what runs then
 * throws. Many containers close the connection of a committed answer that ends like this; some end it as if it were
 * whole. It has no stack trace, for containers log it.
 */
public final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String ATTRIBUTE = BrokenOff.class.getName();

    private BrokenOff() {
        super("the answer was broken off", null, false, false);
    }

    /**
     * Asks for it.
     *
     * @throws IllegalStateException when the processing has ended, or something else was asked for
     */
    public static void dispatch(ServletRequest request, AsyncContext async) {
        request.setAttribute(ATTRIBUTE, true);
        async.dispatch();
    }

    /** Throws if that request was dispatched for it. */
    public static void check(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) != null) {
            throw new BrokenOff();
        }
    }
}
