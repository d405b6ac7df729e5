package io.tollgate.proxy.container;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;

/** Open Liberty and WebSphere Liberty. */
final class Liberty extends Inside {
    private final MethodHandle connection;
    private final MethodHandle virtual;
    private final MethodHandle close;

    private Liberty(MethodHandle connection, MethodHandle virtual, MethodHandle close) {
        this.connection = connection;
        this.virtual = virtual;
        this.close = close;
    }

    static Liberty find(Members members) throws ReflectiveOperationException {
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
                http.method(link, "close", virtual.type().returnType(), Exception.class));
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
    void cut(Object response) throws Throwable {
        Object link = connection.invoke(response);
        close.invoke(link, virtual.invoke(link), new IOException("the answer was broken off"));
    }
}
