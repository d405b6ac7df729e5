package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Open Liberty: a user folder of its own with the server of its web profile, applications by snippets of configuration. */
final class LibertyRecipe implements Recipe {
    private static final String SERVER = "tollgate";
    private static final String LIMITS = """
            <server>
                <httpOptions id="proxy" limitFieldSize="65536" readTimeout="300s"
                    persistTimeout="60s" removeServerHeader="true"/>
                <httpEndpoint id="defaultHttpEndpoint" httpOptionsRef="proxy"/>
                <httpDispatcher trustedHeaderOrigin="none"/>
                <webContainer disableXPoweredBy="true" skipEncodedCharVerification="true"/>
                <executor coreThreads="200"/>
            </server>
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
        Path server = server(run);
        run.copy("templates/servers/webProfile10", server);
        Edit.of(server.resolve("server.xml"))
                .replace("httpPort=\"9080\"", "host=\"127.0.0.1\" httpPort=\"" + run.http() + "\"")
                .replace("httpsPort=\"9443\"", "httpsPort=\"-1\"")
                .save();
        List<String> options = new ArrayList<>(run.properties());
        options.add("-Xmx" + run.setup().heap());
        Files.write(server.resolve("jvm.options"), options);
        // No port for commands.
        Files.writeString(server.resolve("bootstrap.properties"), "command.port=-1\n");
        if (run.tuned()) {
            Files.createDirectories(snippets(run));
            Files.writeString(snippets(run).resolve("limits.xml"), LIMITS);
        }
        for (Application application : run.setup().applications()) {
            lay(run, application);
        }
    }

    @Override
    public Launch launch(Run run) {
        return new Launch(
                List.of(run.home().resolve("bin/server").toString(), "run", SERVER),
                Map.of(
                        "WLP_USER_DIR",
                        run.base().toString(),
                        // Else the console shows warnings only.
                        "WLP_LOGGING_CONSOLE_LOGLEVEL",
                        "info"));
    }

    @Override
    public void deploy(Run run, Application application) throws IOException {
        run.awaitLine(() -> lay(run, application), "CWWKZ0001I", " " + application.name() + " ");
    }

    @Override
    public void undeploy(Run run, Application application) throws IOException {
        run.awaitLine(() -> Files.delete(snippet(run, application)), "CWWKZ0009I", " " + application.name() + " ");
        Files.delete(war(run, application));
    }

    private static void lay(Run run, Application application) throws IOException {
        run.lay(application.war(), war(run, application));
        Path written = Files.writeString(run.setup().folder().resolve("snippet.xml"), """
                <server>
                    <webApplication id="%1$s" name="%1$s" location="%2$s" contextRoot="%3$s"/>
                </server>
                """.formatted(
                        application.name(), war(run, application), application.root()));
        run.lay(written, snippet(run, application));
    }

    private static Path server(Run run) {
        return run.base().resolve("servers").resolve(SERVER);
    }

    private static Path war(Run run, Application application) {
        return server(run).resolve("apps").resolve(application.name() + ".war");
    }

    private static Path snippets(Run run) {
        return server(run).resolve("configDropins/overrides");
    }

    private static Path snippet(Run run, Application application) {
        return snippets(run).resolve(application.name() + ".xml");
    }
}
