package io.tollgate.proxy.container;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.invoke.MethodHandle;

/**
 * Payara and GlassFish: a Catalina of their own over Grizzly. Like Tomcat, it would leave the connection of a short
 * answer open.
 */
final class Grizzly extends Inside {
    private final MethodHandle terminate;

    private Grizzly(MethodHandle terminate) {
        this.terminate = terminate;
    }

    static Grizzly find(Members members) throws ReflectiveOperationException {
        Class<?> facade = members.type("org.apache.catalina.connector.ResponseFacade");
        MethodHandle inner = members.field(facade, "response");
        MethodHandle coyote =
                members.method(members.type("org.apache.catalina.connector.Response"), "getCoyoteResponse");
        Class<?> response = coyote.type().returnType();
        MethodHandle request = members.method(response, "getRequest");
        MethodHandle context = members.method(request.type().returnType(), "getContext");
        MethodHandle connection = members.method(context.type().returnType(), "getConnection");
        MethodHandle terminate = members.method(connection.type().returnType(), "terminateSilently");
        return new Grizzly(Members.path(inner, coyote, request, context, connection, terminate));
    }

    /** Sets what it is told. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        response.setContentType(value);
    }

    @Override
    void cut(Object response) throws Throwable {
        terminate.invoke(response);
    }
}
