package io.tollgate.proxy.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat 10.1 and 11. Completed short of its Content-Length, an answer would leave the connection open, and the client
 * would take the next answer for the rest of this one.
 */
final class Tomcat extends Inside {
    private static final Logger LOG = LoggerFactory.getLogger(Tomcat.class);

    private final MethodHandle close;
    private final MethodHandle contentType;
    private final MethodHandle seesToError;
    private final MethodHandle lock;
    private final MethodHandle socket;
    private final MethodHandle stop;
    private final Executor executor;

    private Tomcat(
            MethodHandle close,
            MethodHandle contentType,
            MethodHandle seesToError,
            MethodHandle lock,
            MethodHandle socket,
            MethodHandle stop,
            Executor executor) {
        this.close = close;
        this.contentType = contentType;
        this.seesToError = seesToError;
        this.lock = lock;
        this.socket = socket;
        this.stop = stop;
        this.executor = executor;
    }

    static Tomcat find(Members members, Executor executor) throws ReflectiveOperationException {
        Class<?> facade = members.type("org.apache.catalina.connector.ResponseFacade");
        Class<?> response = members.type("org.apache.catalina.connector.Response");
        Class<?> coyote = members.type("org.apache.coyote.Response");
        Class<?> code = members.type("org.apache.coyote.ActionCode");
        Class<?> headers = members.type("org.apache.tomcat.util.http.MimeHeaders");
        Class<?> bytes = members.type("org.apache.tomcat.util.buf.MessageBytes");
        Class<?> processor = members.type("org.apache.coyote.AbstractProcessor");
        Class<?> connection = members.type("org.apache.tomcat.util.net.SocketWrapperBase");
        MethodHandle inner =
                Members.path(members.field(facade, "response"), members.method(response, "getCoyoteResponse"));
        MethodHandle action = members.method(coyote, "action", code, Object.class);
        MethodHandle closeNow = MethodHandles.insertArguments(
                action, 1, code.getField("CLOSE_NOW").get(null));
        MethodHandle isError = MethodHandles.insertArguments(
                action, 1, code.getField("ASYNC_IS_ERROR").get(null));
        // Beneath the response, for there the value is parsed and written anew.
        MethodHandle field =
                MethodHandles.insertArguments(members.method(headers, "setValue", String.class), 1, "Content-Type");
        Class<?> event = members.type("org.apache.tomcat.util.net.SocketEvent");
        MethodHandle socket = Members.path(
                members.field(members.type("org.apache.catalina.connector.RequestFacade"), "request"),
                members.method(members.type("org.apache.catalina.connector.Request"), "getCoyoteRequest"),
                members.field(members.type("org.apache.coyote.Request"), "hook"),
                members.field(processor, "socketWrapper"));
        return new Tomcat(
                Members.path(inner, closeNow),
                Members.path(
                        inner,
                        members.method(coyote, "getMimeHeaders"),
                        field,
                        members.method(bytes, "setString", String.class)),
                Members.path(inner, isError),
                Members.path(socket, members.method(connection, "getLock")),
                socket,
                MethodHandles.insertArguments(
                        members.method(connection, "processSocket", event, boolean.class),
                        1,
                        event.getField("STOP").get(null),
                        true),
                executor);
    }

    @Override
    public void contentType(HttpServletResponse response, String value) {
        set(contentType, response, value);
    }

    /**
     * Each second it has those without a limit time out whose application is gone, and takes what has ended meanwhile for
     * such a one. If that serves another request by then, which is about to be asynchronous, Tomcat forgets about it: its
     * answer is never written, and its connection closed when it has been silent for too long. That is not asked of those
     * with a limit; and what an application that goes leaves behind is ended with it here.
     */
    @Override
    public long noLimit() {
        return Long.MAX_VALUE;
    }

    @Override
    public TakeOver takesOver() {
        return TakeOver.WITHIN_THE_CALL;
    }

    @Override
    public Access access(HttpServletRequest request) {
        if (!isHttp1(request)) {
            return Access.FREE;
        }
        try {
            return new TomcatAccess(
                    (ReentrantLock) lock.invoke(innermost(request)), request.getContentLengthLong() < 0, executor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the connection's lock is not had", e);
        }
    }

    /** It ends an upgraded connection that was closed only when something else happens on it; so something does. */
    @Override
    Runnable afterClose(HttpServletRequest request) {
        try {
            Object upgraded = socket.invoke(innermost(request));
            return () -> stop(upgraded);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the connection is not had", e);
        }
    }

    private void stop(Object upgraded) {
        try {
            Object unused = stop.invoke(upgraded);
        } catch (Throwable e) {
            LOG.debug("the connection does not end", e);
        }
    }

    private static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1.");
    }

    /**
     * Over HTTP/2 it ends the stream of an answer without a body as soon as there is a listener, even before the head is
     * sent.
     */
    @Override
    public void listen(HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        int status = response.getStatus();
        boolean bodiless = request.getMethod().equals("HEAD") || status == 204 || status == 205 || status == 304;
        if (bodiless && !isHttp1(request)) {
            response.flushBuffer();
        }
        response.getOutputStream().setWriteListener(listener);
    }

    @Override
    public void listenAgain(ServletOutputStream out, WriteListener listener) {
        out.setWriteListener(listener);
    }

    /**
     * An error that it finds when the servlet's service is about to return is for its listeners to end. Of one that
     * nobody has ended it forgets to clear what it has made of the request, and uses that for another, which it then
     * answers with 500.
     */
    @Override
    public void afterError(HttpServletResponse response, AsyncContext async) {
        AtomicBoolean own = new AtomicBoolean();
        try {
            seesToError.invoke(innermost(response), (Object) own);
        } catch (Throwable e) {
            LOG.debug("the response is not reached", e);
        }
        if (!own.get()) {
            complete(async);
        }
    }

    @Override
    void cut(Object response, AsyncContext async) throws Throwable {
        close.invoke(response, (Object) new IOException("the answer was broken off"));
        complete(async);
    }
}
