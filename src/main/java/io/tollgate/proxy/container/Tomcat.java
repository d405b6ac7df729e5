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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.io.Content;

/**
 * Tomcat 10.1 and 11. Completed short of its Content-Length, an answer would leave the connection open, and the client
 * would take the next answer for the rest of this one.
 */
final class Tomcat extends Inside {
    private final MethodHandle close;
    private final MethodHandle contentType;
    private final MethodHandle lock;
    private final Executor executor;

    private Tomcat(MethodHandle close, MethodHandle contentType, MethodHandle lock, Executor executor) {
        this.close = close;
        this.contentType = contentType;
        this.lock = lock;
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
        // Beneath the response, for there the value is parsed and written anew.
        MethodHandle field =
                MethodHandles.insertArguments(members.method(headers, "setValue", String.class), 1, "Content-Type");
        return new Tomcat(
                Members.path(inner, closeNow),
                Members.path(
                        inner,
                        members.method(coyote, "getMimeHeaders"),
                        field,
                        members.method(bytes, "setString", String.class)),
                Members.path(
                        members.field(members.type("org.apache.catalina.connector.RequestFacade"), "request"),
                        members.method(members.type("org.apache.catalina.connector.Request"), "getCoyoteRequest"),
                        members.field(members.type("org.apache.coyote.Request"), "hook"),
                        members.field(processor, "socketWrapper"),
                        members.method(connection, "getLock")),
                executor);
    }

    @Override
    public void contentType(HttpServletResponse response, String value) {
        set(contentType, response, value);
    }

    @Override
    public UnaryOperator<Content.Source> reading(HttpServletRequest request) {
        if (!isHttp1(request)) {
            return UnaryOperator.identity();
        }
        ReentrantLock connection = lock(request);
        boolean chunked = request.getContentLengthLong() < 0;
        return body -> new TomcatReading(body, connection, chunked, executor);
    }

    /**
     * Over HTTP/2 it ends the stream of an answer without a body as soon as there is a listener, even before the head is
     * sent. Over HTTP/1 it may want the connection's lock, see {@link TomcatReading}.
     */
    @Override
    public void listen(HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        ServletOutputStream out = response.getOutputStream();
        if (!isHttp1(request)) {
            int status = response.getStatus();
            if (request.getMethod().equals("HEAD") || status == 204 || status == 205 || status == 304) {
                response.flushBuffer();
            }
            out.setWriteListener(listener);
            return;
        }
        listenLocked(request, out, listener);
    }

    @Override
    public void listenAgain(HttpServletRequest request, ServletOutputStream out, WriteListener listener) {
        if (isHttp1(request)) {
            listenLocked(request, out, listener);
        } else {
            out.setWriteListener(listener);
        }
    }

    private void listenLocked(HttpServletRequest request, ServletOutputStream out, WriteListener listener) {
        ReentrantLock connection = lock(request);
        if (connection.tryLock()) {
            try {
                out.setWriteListener(listener);
            } finally {
                connection.unlock();
            }
            return;
        }
        executor.execute(() -> {
            connection.lock();
            try {
                out.setWriteListener(listener);
            } catch (RuntimeException e) {
                listener.onError(e);
            } finally {
                connection.unlock();
            }
        });
    }

    private static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1.");
    }

    /** The lock of that request's connection. */
    private ReentrantLock lock(HttpServletRequest request) {
        try {
            return (ReentrantLock) lock.invoke(innermost(request));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the lock is not had", e);
        }
    }

    @Override
    void cut(Object response, AsyncContext async) throws Throwable {
        close.invoke(response, (Object) new IOException("the answer was broken off"));
        complete(async);
    }
}
