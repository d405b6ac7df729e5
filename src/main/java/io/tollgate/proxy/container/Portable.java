package io.tollgate.proxy.container;

import io.tollgate.proxy.BrokenOff;
import io.tollgate.proxy.Container;
import io.tollgate.upstream.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;

/** As near as the servlet API alone comes to it. */
final class Portable implements Container {
    @Override
    public void contentType(HttpServletResponse response, String value) {
        response.setContentType(value);
    }

    @Override
    public TakeOver takesOver() {
        return TakeOver.WITHIN_THE_CALL;
    }

    @Override
    public void takeOver(HttpServletRequest request, Consumer<Wire> taken) throws IOException {
        try {
            request.upgrade(ServletWire.class).onOpen(taken);
        } catch (ServletException | RuntimeException e) {
            throw new IOException("the container does not give the connection away", e);
        }
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
