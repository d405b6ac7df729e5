package io.tollgate.testing.container;

import io.tollgate.testing.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Payara Server: a copy of its domain, applications by its admin REST interface, which alone can deploy at the root. */
final class PayaraRecipe implements Recipe {
    private static final String DOMAIN = "domain1";
    private static final int ADMIN = 0;
    private static final List<String> OTHERS = List.of("port=\"3700\"", "port=\"3820\"", "port=\"3920\"");
    private static final int SHELL = 4;
    private static final String LIMITS = """
            max-connections="-1"
            header-buffer-length-bytes="65536"
            max-request-headers="1000"
            max-response-headers="1000"
            request-timeout-seconds="-1"
            timeout-seconds="60"
            uri-encoding="ISO-8859-1"
            trace-enabled="true"
            xpowered-by="false"
            server-header="false"
            xframe-options="false"
            """;
    private static final String TRANSPORT = """
            socket-write-buffer-size="131072"
            """;

    @Override
    public int furtherPorts() {
        return 5;
    }

    @Override
    public String settings() {
        return LIMITS + TRANSPORT;
    }

    @Override
    public void prepare(Run run) throws IOException {
        run.copy("glassfish/domains/" + DOMAIN, run.base().resolve(DOMAIN));
        Edit domain = Edit.of(run.base().resolve(DOMAIN).resolve("config/domain.xml"))
                .replace(
                        "<network-listener port=\"8080\"",
                        "<network-listener address=\"127.0.0.1\" port=\"" + run.http() + "\"")
                .replace("<network-listener port=\"8181\"", "<network-listener enabled=\"false\" port=\"8181\"")
                .replace(
                        "<network-listener port=\"4848\"",
                        "<network-listener address=\"127.0.0.1\" port=\"" + run.port(ADMIN) + "\"")
                .replace("port=\"8686\"", "port=\"8686\" enabled=\"false\"")
                .replace("0.0.0.0", "127.0.0.1")
                .replace("telnet.port=6666", "telnet.port=" + run.port(SHELL))
                .replace(
                        "<hazelcast-config-specific-configuration>",
                        "<hazelcast-config-specific-configuration enabled=\"false\">")
                .replace("<diagnostic-service />", "<diagnostic-service /><jms-service type=\"DISABLED\"/>")
                .replace(
                        "<jvm-options>-Xmx512m</jvm-options>",
                        run.properties().stream()
                                .map(property -> "<jvm-options>" + property + "</jvm-options>")
                                .collect(Collectors.joining(
                                        "", "<jvm-options>-Xmx" + run.setup().heap() + "</jvm-options>", "")));
        IntStream.range(0, OTHERS.size())
                .forEach(i -> domain.replace(OTHERS.get(i), "port=\"" + run.port(ADMIN + 1 + i) + "\""));
        if (run.tuned()) {
            domain.replace(
                    "<http default-virtual-server=\"server\" max-connections=\"250\">",
                    "<http default-virtual-server=\"server\" " + LIMITS + ">");
            domain.attributes("<transport name=\"tcp\"", TRANSPORT);
        }
        domain.save();
    }

    /** The very command that the vendor's own would run, which itself stays beside it only to watch. */
    @Override
    public Launch launch(Run run) {
        List<String> dry = List.of(
                run.home().resolve("bin/asadmin").toString(),
                "start-domain",
                "--domaindir",
                run.base().toString(),
                "--dry-run",
                DOMAIN);
        try (ChildProcess asadmin = ChildProcess.command(run.setup().folder(), Map.of(), dry)) {
            if (asadmin.awaitExit(Duration.ofMinutes(1)) != 0) {
                throw new AssertionError(String.join("\n", asadmin.output()));
            }
            List<String> lines = asadmin.output();
            int first = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).endsWith("/bin/java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(String.join("\n", lines)));
            int end = lines.subList(first, lines.size()).indexOf("");
            return new Launch(lines.subList(first, first + end), Map.of());
        }
    }

    @Override
    public void started(Run run) throws IOException {
        PayaraAdmin admin = admin(run);
        run.await("ready for commands", admin::answers);
        for (Application application : run.setup().applications()) {
            // After a restart it is still there.
            if (!admin.has(application)) {
                deploy(run, application);
            }
        }
    }

    @Override
    public void deploy(Run run, Application application) throws IOException {
        admin(run).deploy(application);
    }

    @Override
    public void undeploy(Run run, Application application) throws IOException {
        admin(run).undeploy(application);
    }

    private static PayaraAdmin admin(Run run) {
        return new PayaraAdmin(run.port(ADMIN));
    }
}
