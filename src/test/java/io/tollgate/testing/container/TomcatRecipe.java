package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tomcat: a CATALINA_BASE of its own, applications by its autoDeploy folder. */
final class TomcatRecipe implements Recipe {
    private static final String LIMITS = """
            relaxedPathChars="&quot;&lt;&gt;[\\]^&#96;{|}"
            relaxedQueryChars="&quot;&lt;&gt;[\\]^&#96;{|}"
            encodedSolidusHandling="passthrough"
            encodedReverseSolidusHandling="passthrough"
            URIEncoding="ISO-8859-1"
            maxHttpRequestHeaderSize="65536"
            maxHttpResponseHeaderSize="65536"
            maxHeaderCount="-1"
            maxKeepAliveRequests="-1"
            maxSwallowSize="-1"
            allowTrace="true"
            """;
    private static final String HTTP_2 = "<UpgradeProtocol className=\"org.apache.coyote.http2.Http2Protocol\"/>";

    @Override
    public int furtherPorts() {
        return 0;
    }

    @Override
    public String settings() {
        return LIMITS + HTTP_2;
    }

    @Override
    public void prepare(Run run) throws IOException {
        for (String folder : List.of("logs", "temp", "work", "webapps")) {
            Files.createDirectories(run.base().resolve(folder));
        }
        run.copy("conf", run.base().resolve("conf"));
        Edit server = Edit.of(run.base().resolve("conf/server.xml"))
                .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                .replace("<Connector port=\"8080\"", "<Connector address=\"127.0.0.1\" port=\"" + run.http() + "\"")
                // Looks for new applications each second, not each tenth.
                .replace(
                        "<Engine name=\"Catalina\" defaultHost=\"localhost\">",
                        "<Engine name=\"Catalina\" defaultHost=\"localhost\" backgroundProcessorDelay=\"1\">");
        if (run.tuned()) {
            server.child("<Connector address=\"127.0.0.1\"", HTTP_2);
            server.attributes("<Connector address=\"127.0.0.1\"", LIMITS);
        }
        server.save();
        for (Application application : run.setup().applications()) {
            lay(run, application);
        }
    }

    @Override
    public Launch launch(Run run) {
        List<String> options = new ArrayList<>(run.properties());
        options.add("-Xmx" + run.setup().heap());
        return new Launch(
                List.of(run.home().resolve("bin/catalina.sh").toString(), "run"),
                Map.of("CATALINA_BASE", run.base().toString(), "CATALINA_OPTS", String.join(" ", options)));
    }

    @Override
    public void deploy(Run run, Application application) throws IOException {
        run.awaitLine(
                () -> lay(run, application),
                "Deployment of web application archive",
                "/" + application.name() + ".war] has finished");
    }

    @Override
    public void undeploy(Run run, Application application) throws IOException {
        Path unpacked = run.base().resolve("webapps").resolve(application.name());
        Files.delete(war(run, application));
        run.await("undeployed " + application.name(), () -> !Files.exists(unpacked));
    }

    private static void lay(Run run, Application application) throws IOException {
        run.lay(application.war(), war(run, application));
    }

    private static Path war(Run run, Application application) {
        return run.base().resolve("webapps").resolve(application.name() + ".war");
    }
}
