package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WildFly: a copy of its folder {@code standalone}, applications by its deployment scanner and its marker files. */
final class WildFlyRecipe implements Recipe {
    private static final int MANAGEMENT = 0;
    private static final int HTTPS = 1;
    private static final String LIMITS = """
            max-post-size="0"
            decode-url="false"
            allow-unescaped-characters-in-url="true"
            max-headers="1000"
            disallowed-methods=""
            read-timeout="0"
            write-timeout="0"
            """;

    @Override
    public int furtherPorts() {
        return 2;
    }

    @Override
    public String settings() {
        return LIMITS;
    }

    @Override
    public void prepare(Run run) throws IOException {
        run.copy("standalone", run.base());
        Edit server = Edit.of(run.base().resolve("configuration/standalone.xml"))
                // Looks for new applications each second, not each fifth.
                .replace("scan-interval=\"5000\"", "scan-interval=\"1000\"");
        if (run.tuned()) {
            server.attributes("<http-listener name=\"default\"", LIMITS);
        }
        server.save();
        for (Application application : run.setup().applications()) {
            run.lay(application.war(), war(run, application));
        }
    }

    @Override
    public Launch launch(Run run) {
        List<String> command = new ArrayList<>();
        command.add(run.home().resolve("bin/standalone.sh").toString());
        command.add("-Djboss.server.base.dir=" + run.base());
        command.add("-Dorg.jboss.logmanager.nocolor=true");
        command.add("-Djboss.http.port=" + run.http());
        command.add("-Djboss.management.http.port=" + run.port(MANAGEMENT));
        command.add("-Djboss.https.port=" + run.port(HTTPS));
        command.addAll(run.properties());
        return new Launch(
                command,
                Map.of(
                        // The script passes signals on only so.
                        "LAUNCH_JBOSS_IN_BACKGROUND",
                        "true",
                        "JBOSS_JAVA_SIZING",
                        "-Xmx" + run.setup().heap()));
    }

    @Override
    public void deploy(Run run, Application application) throws IOException {
        run.lay(application.war(), war(run, application));
        Path failed = marker(run, application, "failed");
        run.await(
                "deployed " + application.name(),
                () -> Files.exists(marker(run, application, "deployed")) || Files.exists(failed));
        if (Files.exists(failed)) {
            throw new AssertionError(Files.readString(failed) + "\n"
                    + String.join("\n", run.log().get()));
        }
    }

    @Override
    public void undeploy(Run run, Application application) throws IOException {
        Path undeployed = marker(run, application, "undeployed");
        Files.delete(marker(run, application, "deployed"));
        run.await("undeployed " + application.name(), () -> Files.exists(undeployed));
        Files.delete(war(run, application));
        Files.delete(undeployed);
    }

    private static Path war(Run run, Application application) {
        return run.base().resolve("deployments").resolve(application.name() + ".war");
    }

    private static Path marker(Run run, Application application, String state) {
        return run.base().resolve("deployments").resolve(application.name() + ".war." + state);
    }
}
