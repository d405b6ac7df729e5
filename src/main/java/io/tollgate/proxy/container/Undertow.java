package io.tollgate.proxy.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Undertow, the servlet container of WildFly. */
final class Undertow extends Inside {
    private static final Logger LOG = LoggerFactory.getLogger(Undertow.class);

    private final MethodHandle connection;
    private final MethodHandle ioThread;
    private final MethodHandle workers;
    private final MethodHandle contentType;
    private final MethodHandle watch;

    private Undertow(
            MethodHandle connection,
            MethodHandle ioThread,
            MethodHandle workers,
            MethodHandle contentType,
            MethodHandle watch) {
        this.connection = connection;
        this.ioThread = ioThread;
        this.workers = workers;
        this.contentType = contentType;
        this.watch = watch;
    }

    static Undertow find(Members members) throws ReflectiveOperationException {
        Class<?> response = members.type("io.undertow.servlet.spec.HttpServletResponseImpl");
        Class<?> exchange = members.type("io.undertow.server.HttpServerExchange");
        Class<?> connection = members.type("io.undertow.server.ServerConnection");
        Class<?> headers = members.type("io.undertow.util.HeaderMap");
        Class<?> name = members.type("io.undertow.util.HttpString");
        MethodHandle inner = members.method(response, "getExchange");
        MethodHandle toConnection = members.method(exchange, "getConnection");
        Object contentType = members.type("io.undertow.util.Headers")
                .getField("CONTENT_TYPE")
                .get(null);
        return new Undertow(
                Members.path(inner, toConnection),
                Members.path(inner, members.method(exchange, "getIoThread")),
                Members.path(inner, toConnection, members.method(connection, "getWorker")),
                Members.path(
                        inner,
                        members.method(exchange, "getResponseHeaders"),
                        MethodHandles.insertArguments(
                                members.method(headers, "put", name, String.class), 1, contentType)),
                Members.path(
                        inner,
                        watch(members, exchange, Members.path(toConnection, members.method(connection, "isOpen")))));
    }

    /** Has an exchange, when it is complete, be the last of a connection that is not open any more. */
    private static MethodHandle watch(Members members, Class<?> exchange, MethodHandle open)
            throws ReflectiveOperationException {
        Class<?> listener = members.type("io.undertow.server.ExchangeCompletionListener");
        Class<?> others = members.type("io.undertow.server.ExchangeCompletionListener$NextListener");
        MethodHandle last = MethodHandles.insertArguments(
                        members.method(exchange, "setPersistent", boolean.class), 1, false)
                .asType(open.type().changeReturnType(void.class));
        MethodHandle completed = MethodHandles.foldArguments(
                        MethodHandles.dropArguments(members.method(others, "proceed"), 0, exchange),
                        MethodHandles.guardWithTest(open, MethodHandles.empty(last.type()), last))
                .asSpreader(Object[].class, 2);
        Object one =
                Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, (self, method, given) ->
                        (Object) completed.invoke(given));
        return MethodHandles.insertArguments(members.method(exchange, "addExchangeCompleteListener", listener), 1, one);
    }

    /**
     * A write that fails closes the connection within Undertow, and ends its exchange after the close has been told of.
     * On the connection's own thread, on which asynchronous answers are written, Undertow then waits for the next request
     * all the same: a timer holds the connection and the buffer last written for its {@code no-request-timeout}, a minute.
     */
    @Override
    public void begins(HttpServletResponse response) {
        try {
            watch.invoke(innermost(response));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the exchange is not watched", e);
        }
    }

    @Override
    public TakeOver takesOver() {
        return TakeOver.WITHIN_THE_CALL;
    }

    @Override
    public boolean leavesContinue() {
        return true;
    }

    @Override
    public void contentType(HttpServletResponse response, String value) {
        set(contentType, response, value);
    }

    /**
     * Goes on after this returns, which harms nobody: Undertow makes these objects anew for each exchange.
     *
     * <p>Completed anywhere else, it would want to end the closed connection's answer on the connection's own thread, and
     * log that as an error. Closed there first, the answer is nothing to end any more.
     */
    @Override
    void cut(Object response, AsyncContext async) throws Throwable {
        Closeable ending = (Closeable) connection.invoke(response);
        Executor worker = (Executor) workers.invoke(response);
        ((Executor) ioThread.invoke(response)).execute(() -> {
            close(ending);
            closeOutput((ServletResponse) response);
            worker.execute(() -> complete(async));
        });
    }

    private static void closeOutput(ServletResponse response) {
        try {
            response.getOutputStream().close();
        } catch (IOException | RuntimeException e) {
            LOG.trace("as expected", e);
        }
    }

    private static void close(Closeable ending) {
        try {
            ending.close();
        } catch (IOException | RuntimeException e) {
            // Among them a null pointer: the exchange that an upgrade to HTTP/2 began with is no stream to reset.
            LOG.debug("the connection does not close", e);
        }
    }
}
