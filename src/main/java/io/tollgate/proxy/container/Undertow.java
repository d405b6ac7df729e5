package io.tollgate.proxy.container;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Undertow, the servlet container of WildFly. */
final class Undertow extends Inside {
    private final MethodHandle close;
    private final MethodHandle contentType;

    private Undertow(MethodHandle close, MethodHandle contentType) {
        this.close = close;
        this.contentType = contentType;
    }

    static Undertow find(Members members) throws ReflectiveOperationException {
        Class<?> response = members.type("io.undertow.servlet.spec.HttpServletResponseImpl");
        Class<?> exchange = members.type("io.undertow.server.HttpServerExchange");
        Class<?> connection = members.type("io.undertow.server.ServerConnection");
        Class<?> headers = members.type("io.undertow.util.HeaderMap");
        Class<?> name = members.type("io.undertow.util.HttpString");
        MethodHandle inner = members.method(response, "getExchange");
        Object contentType = members.type("io.undertow.util.Headers")
                .getField("CONTENT_TYPE")
                .get(null);
        return new Undertow(
                Members.path(inner, members.method(exchange, "getConnection"), members.method(connection, "close")),
                Members.path(
                        inner,
                        members.method(exchange, "getResponseHeaders"),
                        MethodHandles.insertArguments(
                                members.method(headers, "put", name, String.class), 1, contentType)));
    }

    @Override
    public void contentType(HttpServletResponse response, String value) {
        set(contentType, response, value);
    }

    @Override
    void cut(Object response) throws Throwable {
        close.invoke(response);
    }
}
