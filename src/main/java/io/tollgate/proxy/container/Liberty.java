package io.tollgate.proxy.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Open Liberty and WebSphere Liberty. */
final class Liberty extends Inside {
    private static final Logger LOG = LoggerFactory.getLogger(Liberty.class);

    private final MethodHandle connection;
    private final MethodHandle virtual;
    private final MethodHandle close;
    private final Executor executor;

    /** How the lock is had that Liberty holds while it calls a read listener, by the class of the stream. */
    private final ClassValue<MethodHandle> readingLock = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            try {
                return new Members(type.getClassLoader()).method(type, "getCompleteLockObj");
            } catch (ReflectiveOperationException e) {
                LOG.warn("Tollgate does not know how this Liberty reads bodies ({}); an upload may hang", e.toString());
                return MethodHandles.dropArguments(MethodHandles.constant(Object.class, new Object()), 0, type);
            }
        }
    };

    private Liberty(MethodHandle connection, MethodHandle virtual, MethodHandle close, Executor executor) {
        this.connection = connection;
        this.virtual = virtual;
        this.close = close;
        this.executor = executor;
    }

    static Liberty find(Members members, Executor executor) throws ReflectiveOperationException {
        Class<?> response = members.type("com.ibm.ws.webcontainer.srt.SRTServletResponse");
        // Its bundles see only what they ask each other for.
        Members core = new Members(response.getClassLoader());
        Class<?> inner = core.type("com.ibm.ws.webcontainer.osgi.response.IResponseImpl");
        Members http = new Members(
                core.type("com.ibm.wsspi.http.HttpInboundConnection").getClassLoader());
        Class<?> link = http.type("com.ibm.ws.http.dispatcher.internal.channel.HttpDispatcherLink");
        MethodHandle virtual = http.method(link, "getVC");
        return new Liberty(
                Members.path(members.field(response, "_response"), members.field(inner, "conn")),
                virtual,
                http.method(link, "close", virtual.type().returnType(), Exception.class),
                executor);
    }

    @Override
    public ServletInputStream input(HttpServletRequest request) throws IOException {
        ServletInputStream in = request.getInputStream();
        try {
            return new LibertyInput(in, (Object) readingLock.get(in.getClass()).invoke(in), executor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("the lock is not had", e);
        }
    }

    /** Sets what it is told. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        response.setContentType(value);
    }

    /** The first flush of a response only marks it as committed; nothing is sent before the second. */
    @Override
    public void flush(ServletOutputStream out) throws IOException {
        out.flush();
        out.flush();
    }

    @Override
    void cut(Object response, AsyncContext async) throws Throwable {
        Object link = connection.invoke(response);
        close.invoke(link, virtual.invoke(link), new IOException("the answer was broken off"));
        complete(async);
    }
}
