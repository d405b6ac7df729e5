package io.tollgate.testing.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The smallest WAR with a {@link ProbeServlet} for all paths. */
public final class ProbeWar {
    private static final String DESCRIPTOR = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <servlet>
                <servlet-name>probe</servlet-name>
                <servlet-class>%s</servlet-class>
              </servlet>
              <servlet-mapping>
                <servlet-name>probe</servlet-name>
                <url-pattern>/*</url-pattern>
              </servlet-mapping>
            </web-app>
            """.formatted(ProbeServlet.class.getName());

    private ProbeWar() {}

    /** Writes it into that folder, as the application of that context path. */
    public static Application write(Path folder, String contextPath) {
        Path war = folder.resolve("probe.war");
        String name = ProbeServlet.class.getName().replace('.', '/') + ".class";
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war));
                InputStream servlet =
                        Objects.requireNonNull(ProbeWar.class.getClassLoader().getResourceAsStream(name))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(DESCRIPTOR.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + name));
            servlet.transferTo(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Application(war, contextPath, "/ready");
    }
}
