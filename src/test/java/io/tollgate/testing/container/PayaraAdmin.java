package io.tollgate.testing.container;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Payara's admin REST interface: the applications. Answers come when the work is done. */
final class PayaraAdmin {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String root;

    PayaraAdmin(int port) {
        this.root = "http://127.0.0.1:" + port + "/management/domain/applications/application";
    }

    /** Whether it is up. */
    boolean answers() {
        try {
            return send(HttpRequest.newBuilder().GET(), "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    boolean has(Application application) throws IOException {
        return send(HttpRequest.newBuilder().GET(), "/" + application.name()).statusCode() == 200;
    }

    void deploy(Application application) throws IOException {
        String form = Map.of(
                        "id", application.war().toAbsolutePath().toString(),
                        "name", application.name(),
                        "contextroot", application.root())
                .entrySet()
                .stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        expectWell(send(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)),
                ""));
    }

    void undeploy(Application application) throws IOException {
        expectWell(send(HttpRequest.newBuilder().DELETE(), "/" + application.name()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path) throws IOException {
        try {
            return http.send(
                    request.uri(URI.create(root + path))
                            .header("X-Requested-By", "test")
                            .header("Accept", "application/json")
                            .timeout(Duration.ofMinutes(2))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void expectWell(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
