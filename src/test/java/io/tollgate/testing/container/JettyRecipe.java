package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jetty: a jetty.base of its own, applications by its scanned folder. */
final class JettyRecipe implements Recipe {
    private static final String SERVER = """
            --module=http
            jetty.http.host=127.0.0.1
            jetty.deploy.scanInterval=1
            """;
    /** Last, since the server takes no notice of settings that follow a module of an environment. */
    private static final String MODULES = """
            --module=ee10-deploy
            --module=ee10-annotations
            --module=ee10-jsp
            --module=ee10-websocket-jakarta
            """;

    private static final String LIMITS = """
            jetty.httpConfig.uriCompliance=UNSAFE
            jetty.httpConfig.requestHeaderSize=65536
            jetty.httpConfig.responseHeaderSize=65536
            jetty.httpConfig.sendServerVersion=false
            jetty.http.idleTimeout=300000
            --module=http2c
            """;

    @Override
    public int furtherPorts() {
        return 0;
    }

    @Override
    public String settings() {
        return LIMITS;
    }

    @Override
    public void prepare(Run run) throws IOException {
        Files.createDirectories(run.base().resolve("webapps"));
        // Where there is such a folder, Jetty unpacks into it.
        Files.createDirectories(run.base().resolve("work"));
        Files.createDirectories(run.base().resolve("temp"));
        Files.writeString(
                run.base().resolve("start.ini"),
                SERVER + "jetty.http.port=" + run.http() + "\n" + (run.tuned() ? LIMITS : "") + MODULES);
        for (Application application : run.setup().applications()) {
            lay(run, application);
        }
    }

    @Override
    public Launch launch(Run run) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-Xmx" + run.setup().heap());
        command.add("-Djava.io.tmpdir=" + run.base().resolve("temp"));
        command.addAll(run.properties());
        command.add("-jar");
        command.add(run.home().resolve("start.jar").toString());
        command.add("jetty.base=" + run.base());
        return new Launch(command, Map.of());
    }

    @Override
    public void deploy(Run run, Application application) throws IOException {
        run.awaitLine(() -> lay(run, application), "Started ", "WebAppContext", "/" + application.name() + ".war}");
    }

    @Override
    public void undeploy(Run run, Application application) throws IOException {
        run.awaitLine(
                () -> Files.delete(war(run, application)),
                "Stopped ",
                "WebAppContext",
                "/" + application.name() + ".war}");
    }

    private static void lay(Run run, Application application) throws IOException {
        run.lay(application.war(), war(run, application));
    }

    private static Path war(Run run, Application application) {
        return run.base().resolve("webapps").resolve(application.name() + ".war");
    }
}
