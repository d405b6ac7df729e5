package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.AdminServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensResourceTest {
    @TempDir
    Path state;

    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(state);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void makesListsAndRevokesTokens() throws Exception {
        String before = tag(server.send(server.request("/api/v1/tokens")));
        HttpResponse<String> made = server.send(server.json("POST", "/api/v1/tokens", "{\"name\":\"deploy\"}"));
        assertEquals(201, made.statusCode());
        JsonNode token = AdminServer.json(made);
        String location = made.headers().firstValue("Location").orElse("");
        assertEquals("/api/v1/tokens/" + token.get("id").asText(), location);

        HttpResponse<String> list = server.send(server.request("/api/v1/tokens"));
        assertEquals("deploy", AdminServer.json(list).get(0).get("name").asText());
        assertFalse(list.body().contains(token.get("token").asText()));
        assertNotEquals(before, tag(list));
        assertEquals(200, server.send(bearer(token)).statusCode());

        assertEquals(204, server.send(server.request(location).DELETE()).statusCode());
        assertEquals(401, server.send(bearer(token)).statusCode());
        RestTest.assertProblem(404, server.send(server.request(location).DELETE()));
    }

    @Test
    void refusesNamesThatAreNone() throws Exception {
        JsonNode problem =
                RestTest.assertProblem(422, server.send(server.json("POST", "/api/v1/tokens", "{\"name\":\"a b\"}")));
        assertEquals("name", problem.get("errors").get(0).get("path").asText());
        RestTest.assertProblem(422, server.send(server.json("POST", "/api/v1/tokens", "{}")));
        RestTest.assertProblem(422, server.send(server.json("POST", "/api/v1/tokens", "{\"nam\":\"x\"}")));
    }

    private HttpRequest.Builder bearer(JsonNode token) {
        return server.anonymous("/api/v1/pools")
                .header("Authorization", "Bearer " + token.get("token").asText());
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }
}
