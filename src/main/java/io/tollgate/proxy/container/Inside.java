package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
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
            cut(innermost(response));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            LOG.debug("the answer is not reached", e);
            portable.breakOff(request, response, async);
            return;
        }
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("completed by the container", e);
        }
    }

    /** Ends the connection, or the stream, under that response. */
    abstract void cut(Object response) throws Throwable;

    static Object innermost(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
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
