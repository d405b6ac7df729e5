package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import io.tollgate.upstream.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container reached through the response that it made, beneath whatever others have wrapped around it. */
abstract class Inside implements Container {
    private static final Logger LOG = LoggerFactory.getLogger(Inside.class);

    private final Container portable = new Portable();

    @Override
    public final void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        try {
            cut(innermost(response), async);
        } catch (Throwable e) {
            LOG.debug("the answer is not reached", e);
            portable.breakOff(request, response, async);
        }
    }

    @Override
    public final void takeOver(HttpServletRequest request, HttpServletResponse response, Consumer<Wire> taken)
            throws IOException {
        try {
            Runnable afterClose = afterClose(request);
            request.upgrade(ServletWire.class).onOpen(taken, afterClose);
        } catch (ServletException | RuntimeException e) {
            throw new IOException("the container does not give the connection away", e);
        }
    }

    /** What has a connection that was taken over really end, when it has been closed; on any thread. */
    Runnable afterClose(HttpServletRequest request) {
        return () -> {};
    }

    /** Ends the connection, or the stream, under that response, and then completes. */
    abstract void cut(Object response, AsyncContext async) throws Throwable;

    static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (RuntimeException e) {
            LOG.debug("completed by the container", e);
        }
    }

    static Object innermost(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner;
    }

    static Object innermost(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    /** Calls with what is known to fit; what is thrown is rethrown as it is. */
    static void set(MethodHandle handle, ServletResponse response, String value) {
        try {
            handle.invoke(innermost(response), value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the header is not taken", e);
        }
    }
}
