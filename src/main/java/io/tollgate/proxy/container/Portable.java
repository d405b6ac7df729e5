package io.tollgate.proxy.container;

import io.tollgate.proxy.BrokenOff;
import io.tollgate.proxy.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** As near as the servlet API alone comes to it. */
final class Portable implements Container {
    @Override
    public void contentType(HttpServletResponse response, String value) {
        response.setContentType(value);
    }

    @Override
    public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        try {
            BrokenOff.dispatch(request, async);
        } catch (IllegalStateException e) {
            throw new IOException("the exchange has ended", e);
        }
    }
}
