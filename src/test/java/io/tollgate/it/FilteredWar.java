package io.tollgate.it;

import io.tollgate.testing.container.Application;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The WAR with one more filter, before all others: for what a container does at a moment that seldom comes by itself. */
final class FilteredWar {
    private FilteredWar() {}

    /**
     * For all traffic of a container.
     *
     * @param filter a class that needs no other of its own
     * @param folder takes it
     */
    static Application before(Class<? extends Filter> filter, Path folder) throws IOException {
        Path war = Files.copy(
                Path.of(Objects.requireNonNull(System.getProperty("tollgate.war"), "run by Maven, after package")),
                folder.resolve("filtered.war"));
        String type = filter.getName();
        String file = type.replace('.', '/') + ".class";
        try (FileSystem inside = FileSystems.newFileSystem(war);
                InputStream code =
                        Objects.requireNonNull(filter.getClassLoader().getResourceAsStream(file))) {
            Path target = inside.getPath("WEB-INF/classes/" + file);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(code, target);
            Path descriptor = inside.getPath("WEB-INF/web.xml");
            String name = "<filter-name>one-more</filter-name>";
            String text = Files.readString(descriptor)
                    .replaceFirst(
                            "<filter>",
                            "<filter>" + name + "<filter-class>" + type
                                    + "</filter-class><async-supported>true</async-supported></filter><filter>")
                    .replaceFirst(
                            "<filter-mapping>",
                            "<filter-mapping>" + name + "<url-pattern>/*</url-pattern></filter-mapping>"
                                    + "<filter-mapping>");
            Files.writeString(descriptor, text);
        }
        return new Application(war, "", "/tollgate/health/ready");
    }
}
