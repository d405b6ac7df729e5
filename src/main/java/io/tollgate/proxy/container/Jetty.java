package io.tollgate.proxy.container;

import io.tollgate.proxy.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Jetty 12 as a container of its own; its classes are not those that the application brings. */
final class Jetty implements Container {
    /** Put together here, for packaging renames what it takes for the copy of Jetty that the application brings. */
    static final String PACKAGE = String.join(".", "org", "eclipse", "jetty", "");

    private final MethodHandle contentType;

    private Jetty(MethodHandle contentType) {
        this.contentType = contentType;
    }

    static Jetty find(Members members) throws ReflectiveOperationException {
        Class<?> servlet = members.type(PACKAGE + "ee10.servlet.ServletApiResponse");
        Class<?> wrapper = members.type(PACKAGE + "server.Response$Wrapper");
        Class<?> core = members.type(PACKAGE + "server.Response");
        Class<?> fields = members.type(PACKAGE + "http.HttpFields$Mutable");
        return new Jetty(Members.path(
                members.method(servlet, "getResponse"),
                members.method(wrapper, "getWrapped"),
                members.method(core, "getHeaders"),
                MethodHandles.insertArguments(
                        members.method(fields, "put", String.class, String.class), 1, "Content-Type")));
    }

    @Override
    public boolean leavesContinue() {
        return true;
    }

    @Override
    public void contentType(HttpServletResponse response, String value) {
        Inside.set(contentType, response, value);
    }

    @Override
    public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        // Its own meaning of that number; it also ends the exchange, and may have begun another in its place.
        ((HttpServletResponse) Inside.innermost(response)).sendError(-1);
    }
}
