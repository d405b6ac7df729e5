package io.tollgate.proxy.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.proxy.BrokenOff;
import io.tollgate.proxy.Container;
import io.tollgate.testing.RawSocket;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** The containers that are not embedded are tried as whole servers, by the matrix. */
class ContainersTest {
    private static final String TYPE = "Text/HTML;  Charset=\"utf-8\" ; x=y";

    @Test
    void findsJettyByItsInside() throws Exception {
        try (Answering jetty = new Answering();
                RawSocket client = RawSocket.connect(jetty.port())) {
            assertInstanceOf(Jetty.class, jetty.container());
            client.write(RawSocket.lines("GET /whole HTTP/1.1", "Host: a"));
            assertEquals(TYPE, client.head().fields().first("Content-Type"));
        }
    }

    @Test
    void breaksOffWhatWasSent() throws Exception {
        try (Answering jetty = new Answering();
                RawSocket client = RawSocket.connect(jetty.port())) {
            client.write(RawSocket.lines("GET /broken HTTP/1.1", "Host: a"));
            var head = client.head();
            assertThrows(IOException.class, () -> client.body(head, true));
        }
    }

    @Test
    void takesThePortableWayWhereNothingIsKnown() throws Exception {
        List<String> asked = new ArrayList<>();
        Container unknown = Containers.of(proxy(ServletContext.class, asked), Runnable::run);
        assertInstanceOf(Portable.class, unknown);
        unknown.contentType(proxy(HttpServletResponse.class, asked), TYPE);
        unknown.breakOff(
                proxy(HttpServletRequest.class, asked),
                proxy(HttpServletResponse.class, asked),
                proxy(AsyncContext.class, asked));
        assertEquals(
                List.of(
                        "getServerInfo",
                        "setContentType " + TYPE,
                        "setAttribute " + BrokenOff.class.getName() + " true",
                        "dispatch"),
                asked);
    }

    @Test
    void theContainersOwnLoaderIsAsked() {
        Members nothing = new Members(ClassLoader.getPlatformClassLoader());
        assertThrows(ClassNotFoundException.class, () -> Jetty.find(nothing));
    }

    private static <T> T proxy(Class<T> type, List<String> asked) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            StringBuilder call = new StringBuilder(method.getName());
            for (Object each : given == null ? new Object[0] : given) {
                call.append(' ').append(each);
            }
            asked.add(call.toString());
            return method.getReturnType() == String.class ? "Nobody's" : null;
        }));
    }

    /** Jetty with one servlet that answers by way of the form that was found. */
    private static final class Answering implements AutoCloseable {
        private final Server server = new Server(0);
        private final Container container;

        Answering() throws Exception {
            ServletContextHandler context = new ServletContextHandler("/");
            server.setHandler(context);
            container = Containers.of(context.getServletContext(), Runnable::run);
            ServletHolder holder = new ServletHolder(new Half(container));
            holder.setAsyncSupported(true);
            context.addServlet(holder, "/*");
            server.start();
        }

        Container container() {
            return container;
        }

        int port() {
            return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        }

        @Override
        public void close() {
            try {
                server.stop();
            } catch (Exception e) {
                throw new AssertionError("does not stop", e);
            }
        }
    }

    private static final class Half extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Container container;

        Half(Container container) {
            this.container = container;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = request.startAsync();
            HttpServletResponse wrapped = new HttpServletResponseWrapper(response);
            container.contentType(wrapped, TYPE);
            response.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
            container.flush(response.getOutputStream());
            if (request.getRequestURI().equals("/broken")) {
                container.breakOff(request, wrapped, async);
            } else {
                async.complete();
            }
        }
    }
}
