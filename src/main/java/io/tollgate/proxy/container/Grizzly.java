package io.tollgate.proxy.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Payara and GlassFish: a Catalina of their own over Grizzly. Like Tomcat, it would leave the connection of a short
 * answer open.
 */
final class Grizzly extends Inside {
    private final MethodHandle under;
    private final MethodHandle terminate;
    private final Reset reset;

    private Grizzly(MethodHandle under, MethodHandle terminate, Reset reset) {
        this.under = under;
        this.terminate = terminate;
        this.reset = reset;
    }

    static Grizzly find(Members members) throws ReflectiveOperationException {
        Class<?> facade = members.type("org.apache.catalina.connector.ResponseFacade");
        MethodHandle inner = members.field(facade, "response");
        MethodHandle coyote =
                members.method(members.type("org.apache.catalina.connector.Response"), "getCoyoteResponse");
        Class<?> response = coyote.type().returnType();
        MethodHandle request = members.method(response, "getRequest");
        MethodHandle packet = members.method(request.type().returnType(), "getRequest");
        MethodHandle state = members.method(packet.type().returnType(), "getProcessingState");
        MethodHandle context = members.method(state.type().returnType(), "getHttpContext");
        MethodHandle closeable = members.method(context.type().returnType(), "getCloseable");
        return new Grizzly(
                Members.path(inner, coyote, request, packet, state, context, closeable),
                members.method(closeable.type().returnType(), "terminateSilently"),
                Reset.find(new Members(response.getClassLoader())));
    }

    /** Sets what it is told. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        response.setContentType(value);
    }

    @Override
    void cut(Object response, AsyncContext async) throws Throwable {
        // The connection, or in HTTP/2 the stream, which ends without a word to the client.
        Object ending = under.invoke(response);
        reset.send(ending);
        terminate.invoke(ending);
        complete(async);
    }

    /** Tells an HTTP/2 client that the stream is at its end. */
    private record Reset(
            Class<?> stream,
            MethodHandle id,
            MethodHandle output,
            MethodHandle cancel,
            MethodHandle withId,
            MethodHandle build,
            MethodHandle write) {
        /** Put together here, for packaging renames what it takes for a library that the application brings. */
        private static final String HTTP2 = String.join(".", "org", "glassfish", "grizzly", "http2", "");

        static Reset find(Members members) throws ReflectiveOperationException {
            Class<?> stream = members.type(HTTP2 + "Http2Stream");
            Class<?> frame = members.type(HTTP2 + "frames.Http2Frame");
            Class<?> code = members.type(HTTP2 + "frames.ErrorCode");
            MethodHandle builder = members.method(members.type(HTTP2 + "frames.RstStreamFrame"), "builder");
            Class<?> building = builder.type().returnType();
            MethodHandle session = members.method(stream, "getHttp2Session");
            MethodHandle output = members.method(session.type().returnType(), "getOutputSink");
            return new Reset(
                    stream,
                    members.method(stream, "getId"),
                    Members.path(session, output),
                    Members.path(
                            builder,
                            MethodHandles.insertArguments(
                                    members.method(building, "errorCode", code),
                                    1,
                                    code.getField("CANCEL").get(null))),
                    members.method(building, "streamId", int.class),
                    members.method(building, "build"),
                    members.method(output.type().returnType(), "writeDownStream", frame));
        }

        void send(Object ending) throws Throwable {
            if (stream.isInstance(ending)) {
                Object frame = build.invoke(withId.invoke(cancel.invoke(), (int) id.invoke(ending)));
                write.invoke(output.invoke(ending), frame);
            }
        }
    }
}
