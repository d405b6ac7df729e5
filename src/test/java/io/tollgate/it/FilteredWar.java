package io.tollgate.it;

import io.tollgate.testing.Form;
import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The WAR with one more filter, before all others: for what a container does at a moment that seldom comes by itself. */
final class FilteredWar {
    private FilteredWar() {}

    static List<ServletContainer> tomcats() {
        return ServletContainer.available().stream()
                .filter(container -> container.toString().startsWith("tomcat"))
                .toList();
    }

    /**
     * Runs it for all traffic of a container.
     *
     * @param filter a class that needs no other of its own
     * @param folder takes all that is written
     * @param backend the URL of the only one
     */
    static RunningContainer start(
            ServletContainer container, Class<? extends Filter> filter, Path folder, String backend)
            throws IOException {
        Path config = folder.resolve("tollgate.yaml");
        Files.writeString(config, """
                version: 1
                pools: [{id: app, probe: {type: none}, backends: [{id: a, url: "%s"}]}]
                routes: [{id: all, action: {forward: [{pool: app}]}}]
                """.formatted(backend));
        Application application = new Application(before(filter, folder), "", "/tollgate/health/ready");
        return container.start(
                ContainerSetup.of(folder, application).environment("TOLLGATE_CONFIG", config.toString()));
    }

    private static Path before(Class<? extends Filter> filter, Path folder) throws IOException {
        Path war = Files.copy(Form.War.archive(), folder.resolve("filtered.war"));
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
        return war;
    }
}
