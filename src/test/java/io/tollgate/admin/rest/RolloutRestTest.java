package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.AdminServer;
import io.tollgate.control.Edit;
import io.tollgate.model.Mode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutRestTest {
    private static final String ROLLOUT = "/api/v1/pools/shop/rollout";

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
    void beginsTellsAndEndsARollout() throws Exception {
        assertEquals(404, server.send(server.request(ROLLOUT)).statusCode());
        HttpResponse<String> begun = send("POST", ROLLOUT, "{'backends':['b','a'],'drain':'10m','reason':'release 7'}");
        assertEquals(201, begun.statusCode(), begun.body());
        JsonNode told = AdminServer.json(server.send(server.request(ROLLOUT)));
        assertEquals(AdminServer.json(begun), told);
        assertEquals("running", told.get("phase").asText());
        assertEquals("deploy", told.get("action").asText());
        assertEquals("10m", told.get("drain").asText());
        assertEquals("release 7", told.get("reason").asText());
        assertEquals("admin", told.get("author").asText());
        assertEquals("b", told.at("/backends/0/id").asText());
        assertEquals("waiting", told.at("/backends/1/stage").asText());
        assertEquals("begun by admin: b, a", told.at("/events/0/text").asText());
        assertTrue(begun.headers().firstValue("ETag").isPresent());

        assertEquals(409, send("POST", ROLLOUT, "{}").statusCode(), "one at a time");
        JsonNode paused = AdminServer.json(send("PATCH", ROLLOUT, "{'command':'pause'}"));
        assertEquals("paused", paused.get("phase").asText());
        assertEquals("paused by admin", paused.get("account").asText());
        assertEquals(409, send("PATCH", ROLLOUT, "{'command':'done'}").statusCode(), "nothing is being renewed");
        assertEquals(
                "aborted",
                AdminServer.json(send("PATCH", ROLLOUT, "{'command':'abort'}"))
                        .get("phase")
                        .asText());
        HttpResponse<String> again = send("POST", ROLLOUT, "{'backends':['b']}");
        assertEquals(201, again.statusCode(), again.body());
        assertEquals(2, AdminServer.json(again).get("number").asInt());
    }

    @Test
    void asksBeforeItsFirstBatchOverloadsThePoolAndBeginsWithForce() throws Exception {
        List<Edit> all = Stream.of("a", "b", "c")
                .map(id -> (Edit) new Edit.SetMode("shop", id, Mode.DRAIN, null))
                .toList();
        doReturn(all).when(server.rollouts).firstOut(any(), any());
        HttpResponse<String> refused = send("POST", ROLLOUT, "{'backends':['a','b'],'batch':2}");
        assertEquals(409, refused.statusCode());
        JsonNode error = AdminServer.json(refused).at("/errors/0");
        assertTrue(
                error.get("message").asText().startsWith("leaves nobody in pool \"shop\""),
                error.get("message").asText());
        assertEquals(
                "send it again with force: true to do it all the same",
                error.get("fix").asText());
        assertEquals(404, server.send(server.request(ROLLOUT)).statusCode(), "nothing has begun");
        assertEquals(422, send("POST", ROLLOUT, "{'force':'yes'}").statusCode());
        assertEquals(
                201,
                send("POST", ROLLOUT, "{'backends':['a','b'],'batch':2,'force':true}")
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | {'batch':0} | 422 | batch",
                "POST | {'drain':'8d'} | 422 | drain",
                "POST | {'drain':'soon'} | 422 | drain",
                "POST | {'backends':'a'} | 422 | backends",
                "POST | {'backends':[]} | 422 | backends",
                "POST | {'backends':['x']} | 422 | backends[0]",
                "POST | {'hook':'rm'} | 422 | hook",
                "PATCH | {} | 422 | command",
                "PATCH | {'command':'go'} | 422 | command",
                "PATCH | {'command':'resume'} | 409 | ",
            })
    void refusesWhatMakesNoSense(String method, String body, int status, String path) throws Exception {
        HttpResponse<String> answer = send(method, ROLLOUT, body);
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                path == null ? "" : path,
                AdminServer.json(answer).at("/errors/0/path").asText());
        assertEquals(404, send(method, ROLLOUT.replace("shop", "none"), body).statusCode());
        assertEquals(404, server.send(server.request(ROLLOUT)).statusCode(), "nothing has begun");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return server.send(server.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }
}
