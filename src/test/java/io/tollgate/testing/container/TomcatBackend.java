package io.tollgate.testing.container;

import io.tollgate.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Tomcat as a backend: {@code /session} counts each session's visits in its memory, which a stop forgets, and
 * {@code /echo} is a WebSocket that says again what it hears. It can be stopped in order and started again on its port.
 */
public final class TomcatBackend implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String name;
    private final Path base;
    private final int port;
    private ChildProcess process;
    private int starts;

    private TomcatBackend(String name, Path base, Duration idle) throws IOException {
        this.name = name;
        this.base = base;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        lay(idle);
        this.process = spawn();
    }

    /**
     * Starts one and returns when it serves.
     *
     * @param folder takes a folder of that name
     * @param idle how long a session lives without a request, whole seconds
     */
    public static TomcatBackend start(String name, Path folder, Duration idle) {
        try {
            return new TomcatBackend(name, folder.resolve(name), idle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    /** Stops it as its script does, and starts it again. */
    public void restart() {
        process.signal("TERM");
        int unused = process.awaitExit(LIMIT);
        process = spawn();
    }

    @Override
    public void close() {
        process.killTree();
    }

    private ChildProcess spawn() {
        ChildProcess made = ChildProcess.command(
                base,
                Map.of(
                        "CATALINA_BASE",
                        base.toString(),
                        "CATALINA_OPTS",
                        "-Xmx96m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
                List.of(
                        ServletContainer.TOMCAT_10_1
                                .home()
                                .resolve("bin/catalina.sh")
                                .toString(),
                        "run"));
        String unused = made.awaitLine(line -> line.contains("Server startup in"), LIMIT);
        starts++;
        return made;
    }

    private void lay(Duration idle) throws IOException {
        for (String folder : List.of("logs", "temp", "work", "conf", "webapps/ROOT/WEB-INF", "webapps/ROOT/META-INF")) {
            Files.createDirectories(base.resolve(folder));
        }
        Files.copy(ServletContainer.TOMCAT_10_1.home().resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        Files.writeString(base.resolve("conf/server.xml"), """
                <Server port="-1"><Service name="Catalina">
                  <Connector address="127.0.0.1" port="%d" maxThreads="64"/>
                  <Engine name="Catalina" defaultHost="localhost" backgroundProcessorDelay="1">
                    <Host name="localhost" appBase="webapps"/>
                  </Engine>
                </Service></Server>
                """.formatted(port));
        // Without a name it keeps no session over a stop.
        Files.writeString(
                base.resolve("webapps/ROOT/META-INF/context.xml"),
                "<Context><Manager className=\"org.apache.catalina.session.StandardManager\" pathname=\"\"/></Context>");
        Files.writeString(base.resolve("webapps/ROOT/WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet><servlet-name>session</servlet-name><jsp-file>/session.jsp</jsp-file>
                    <load-on-startup>1</load-on-startup></servlet>
                  <servlet-mapping><servlet-name>session</servlet-name><url-pattern>/session</url-pattern></servlet-mapping>
                  <servlet><servlet-name>echo</servlet-name><jsp-file>/WEB-INF/echo.jsp</jsp-file>
                    <load-on-startup>2</load-on-startup></servlet>
                </web-app>
                """);
        Files.writeString(base.resolve("webapps/ROOT/session.jsp"), """
                <%%@page trimDirectiveWhitespaces="true" contentType="text/plain"%%><%%
                session.setMaxInactiveInterval(%d);
                int visits = session.isNew() ? 1 : (Integer) session.getAttribute("visits") + 1;
                session.setAttribute("visits", visits);
                response.setHeader("X-Backend", "%s");
                %%><%%=visits%%>""".formatted(idle.toSeconds(), name));
        Files.writeString(base.resolve("webapps/ROOT/WEB-INF/echo.jsp"), """
                <%@page import="jakarta.websocket.*,jakarta.websocket.server.*"%><%!
                public static class Echo extends Endpoint {
                  public void onOpen(Session session, EndpointConfig config) {
                    session.setMaxTextMessageBufferSize(1 << 20);
                    session.addMessageHandler(new MessageHandler.Whole<String>() {
                      public void onMessage(String text) {
                        try { session.getBasicRemote().sendText(text); }
                        catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
                      }
                    });
                  }
                }
                public void jspInit() {
                  try {
                    ((ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName()))
                        .addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
                  } catch (DeploymentException e) { throw new IllegalStateException(e); }
                }
                %>""");
        // What a probe asks for must begin no session.
        Files.writeString(base.resolve("webapps/ROOT/alive.txt"), "alive");
    }
}
