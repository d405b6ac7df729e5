package io.tollgate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The REST interface as a script would use it, signed in as admin. */
public final class AdminClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String root;
    private final String authorization;

    public AdminClient(URI admin, String password) {
        String text = admin.toString();
        this.root = (text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request; the path is relative to the admin address. */
    public HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The state of a backend of the pool {@code shop}. */
    public JsonNode backend(String id) {
        return json(send("GET", "/api/v1/pools/shop/backends/" + id, ""));
    }

    /** The state of that pool. */
    public JsonNode pool(String id) {
        return json(send("GET", "/api/v1/pools/" + id, ""));
    }

    /** Changes a backend of the pool {@code shop}, such as {@code {"mode": "drain"}}. */
    public void patch(String id, String change) {
        json(send("PATCH", "/api/v1/pools/shop/backends/" + id, change));
    }

    /** Adds a backend to the pool {@code shop}. */
    public void add(String id, String url) {
        json(send(
                "POST",
                "/api/v1/pools/shop/backends",
                "{\"id\": \"" + id + "\", \"url\": \"" + url + "\", \"reason\": \"test\"}"));
    }

    /** The metrics' exposition. */
    public String metrics() {
        HttpResponse<String> answer = send("GET", "/metrics", "");
        expectWell(answer);
        return answer.body();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        expectWell(answer);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectWell(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(
                    answer.request().method() + " " + answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
