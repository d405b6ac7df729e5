package io.tollgate.boot.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request that comes from whom trusted proxies say it comes from. */
final class CallersRequest extends HttpServletRequestWrapper {
    private final String caller;

    /**
     * @param caller a literal address
     */
    CallersRequest(HttpServletRequest request, String caller) {
        super(request);
        this.caller = caller;
    }

    @Override
    public String getRemoteAddr() {
        return caller;
    }
}
