package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.container.TomcatBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Real Tomcats with sessions in memory are deployed anew, one after the other, while people browse. */
@ParameterizedClass(name = "{0}")
@MethodSource("forms")
class RollingDeploymentIT {
    private static final boolean FULL = Boolean.getBoolean("full");
    private static final Duration IDLE = Duration.ofSeconds(FULL ? 30 : 6);
    private static final Duration DRAIN = IDLE.multipliedBy(3);
    private static final int TOMCATS = FULL ? 3 : 2;
    private static final int PAUSING = FULL ? 200 : 60;
    private static final int TIRELESS = FULL ? 20 : 8;
    private static final Duration LIMIT = Duration.ofMinutes(FULL ? 12 : 4);
    private static final Pattern LEFT = Pattern.compile("deadline has come; sessions left: (\\d+)");

    private final Form form;

    @TempDir
    Path folder;

    /** It takes minutes, and containers have no part in it. */
    static List<Form> forms() {
        return Form.all().stream().limit(2).toList();
    }

    RollingDeploymentIT(Form form) {
        this.form = form;
    }

    @Test
    void nobodyLosesASessionButThoseWhomTheConsoleCounted() throws Exception {
        deploy("REST", tollgate -> {
            HttpResponse<String> begun =
                    tollgate.rest().send("POST", "/api/v1/pools/shop/rollout", "{\"reason\": \"release 7\"}");
            assertEquals(201, begun.statusCode(), begun.body());
        });
    }

    @Test
    void theSameByThePage() throws Exception {
        assumeTrue(form == Form.JAR, "containers have no part in the page");
        try (Browser browser = new Browser()) {
            deploy("page", tollgate -> {
                try (AdminPage page = AdminPage.signedIn(browser, tollgate.admin(), true, "pools/shop")) {
                    page.at("deploy").click();
                    page.at("rollout-start").click();
                    page.sees("rollout", "0 of " + TOMCATS + " are done");
                    page.assertCalm();
                }
            });
        }
    }

    private void deploy(String by, Consumer<TollgateProcess> begin) throws Exception {
        List<TomcatBackend> tomcats = Stream.of("a", "b", "c")
                .limit(TOMCATS)
                .parallel()
                .map(name -> TomcatBackend.start(name, folder, IDLE))
                .toList();
        ExecutorService hooks = Executors.newCachedThreadPool();
        HttpServer deployer = deployer(tomcats, hooks);
        try (TollgateProcess tollgate = TollgateProcess.start(form, folder, config(tomcats, deployer));
                Browsers browsers = new Browsers(tollgate.data(), IDLE, PAUSING, TIRELESS)) {
            AdminClient rest = tollgate.rest();
            await().atMost(LIMIT).until(() -> browsers.sessionsIdledOut() > PAUSING);

            begin.accept(tollgate);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> !rollout(rest).get("phase").asText().equals("running"));

            assertEquals(
                    "finished",
                    rollout(rest).get("phase").asText(),
                    () -> rollout(rest).toPrettyString());
            tomcats.forEach(tomcat -> assertEquals(2, tomcat.starts(), tomcat.name()));
            long visits = browsers.visits();
            await().atMost(LIMIT).until(() -> browsers.visits() > visits + 2L * TIRELESS);
            List<Integer> told = told(rest);
            int expected = told.stream().mapToInt(Integer::intValue).sum();
            System.out.printf(
                    Locale.ROOT,
                    "%s, by %s: %d Tomcats deployed anew, %d visits, %d sessions ended by idling: %d failed, %d of these lost;"
                            + " sessions left at the deadlines by the console %s, lost by those who never pause %d%n",
                    form,
                    by,
                    TOMCATS,
                    browsers.visits(),
                    browsers.sessionsIdledOut(),
                    browsers.failures().size(),
                    browsers.lostByPausing().size(),
                    told,
                    browsers.lostByTireless());
            assertEquals(List.of(), browsers.failures());
            assertEquals(List.of(), browsers.lostByPausing());
            assertEquals(expected, browsers.lostByTireless(), "the console's number is the number lost");
            assertTrue(expected > 0, "nobody stayed until the deadline");
        } finally {
            deployer.stop(0);
            hooks.shutdownNow();
            tomcats.forEach(TomcatBackend::close);
        }
    }

    /** Deploys a backend by stopping and starting its Tomcat, as it is told. */
    private static HttpServer deployer(List<TomcatBackend> tomcats, ExecutorService threads) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(threads);
        server.createContext("/deploy", exchange -> {
            JsonNode task = new ObjectMapper().readTree(exchange.getRequestBody());
            tomcats.stream()
                    .filter(tomcat -> tomcat.url().equals(task.get("url").asText()))
                    .forEach(TomcatBackend::restart);
            byte[] answer = ("deployed " + task.get("backend").asText()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String config(List<TomcatBackend> tomcats, HttpServer deployer) {
        StringBuilder text = new StringBuilder("""
                version: 1
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: shop
                    affinity: {type: app-cookie, name: JSESSIONID, idle: %ds}
                    probe: {path: /alive.txt, interval: 1s, timeout: 1s}
                    rollout:
                      drain: %ds
                      settle: 2s
                      slowdown: 0
                      hook: {url: "http://127.0.0.1:%d/deploy"}
                    backends:
                """.formatted(
                IDLE.toSeconds(), DRAIN.toSeconds(), deployer.getAddress().getPort()));
        tomcats.forEach(
                tomcat -> text.append("      - {id: %s, url: \"%s\"}\n".formatted(tomcat.name(), tomcat.url())));
        return text.toString();
    }

    private static JsonNode rollout(AdminClient rest) {
        return json(rest, "/api/v1/pools/shop/rollout");
    }

    /** What was told of sessions as each drain ended by its deadline. */
    private static List<Integer> told(AdminClient rest) {
        List<Integer> told = new ArrayList<>();
        json(rest, "/api/v1/revisions").forEach(revision -> {
            Matcher left = LEFT.matcher(revision.get("reason").asText());
            if (left.find()) {
                told.add(Integer.parseInt(left.group(1)));
            }
        });
        return told;
    }

    private static JsonNode json(AdminClient rest, String path) {
        try {
            return new ObjectMapper().readTree(rest.send("GET", path, "").body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
