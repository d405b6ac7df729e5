package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.AdminServer;
import io.tollgate.control.Change;
import io.tollgate.control.Discovered;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.Edit;
import io.tollgate.control.RefusedException;
import io.tollgate.control.StoreRefusedException;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.model.Problem;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestTest {
    private static final String SHOP = "/api/v1/pools/shop";
    private static final String B = SHOP + "/backends/b";
    private static final String MAINTENANCE = "{\"mode\":\"maintenance\"}";

    @TempDir
    static Path state;

    private static AdminServer server;

    @BeforeAll
    static void start() throws Exception {
        server = AdminServer.start(state);
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void forget() {
        server.live.reset();
    }

    @Test
    void listsPoolsWithTheirBackendsAndFigures() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/api/v1/pools"));

        assertEquals(200, answer.statusCode());
        assertEquals("application/json", header(answer, "Content-Type"));
        assertEquals("W/\"0\"", header(answer, "ETag"));
        JsonNode pool = AdminServer.json(answer).get(0);
        assertEquals("shop", pool.get("id").asText());
        assertEquals("least-request", pool.get("policy").asText());
        assertEquals(4, pool.get("queueDepth").asInt());
        assertEquals(70, pool.get("queueWaitP95Millis").asDouble());
        assertEquals(0.01, pool.get("errorShare").asDouble());
        assertEquals(3, pool.get("backends").size());
        assertEquals(AdminServer.json(server.send(server.request(SHOP))), pool);
        assertEquals(AdminServer.json(server.send(server.request(SHOP + "/backends"))), pool.get("backends"));
    }

    @Test
    void tellsWhereBackendsComeFromAndHowTheSearchForThemGoes() throws Exception {
        BackendSpec b = new BackendSpec("b", BackendUrl.parse("http://127.0.0.1:9002"), 30, 0, "", 0);
        server.live.discovered =
                new Discovered(Map.of("shop", Map.of("x", new Discovered.Found(b, 1_700_000_000_000L))));
        server.discovery.put(
                "shop", new DiscoveryReport("file backends.yaml", 2, 1_700_000_000_000L, 0, "it is broken", 4));
        server.live.reset();
        try {
            JsonNode pool = AdminServer.json(server.send(server.request(SHOP)));
            JsonNode discovery = pool.get("discovery");
            assertEquals("file backends.yaml", discovery.get("source").asText());
            assertEquals(2, discovery.get("found").asInt());
            assertEquals(1, discovery.get("leaving").asInt());
            assertEquals("2023-11-14T22:13:20Z", discovery.get("lastSeen").asText());
            assertTrue(discovery.get("nextLook").isNull());
            assertEquals("it is broken", discovery.get("error").asText());
            assertEquals(4, discovery.get("failures").asInt());
            assertFalse(pool.get("backends").get(0).get("discovered").asBoolean(), "the file lists it");
        } finally {
            server.live.discovered = Discovered.NOTHING;
            server.discovery.clear();
        }
        assertTrue(AdminServer.json(server.send(server.request(SHOP)))
                .get("discovery")
                .isNull());
    }

    @Test
    void changesHowAPoolPicksAndFollowsTheFileAgain() throws Exception {
        JsonNode pool = AdminServer.json(
                server.send(server.json("PATCH", SHOP, "{\"policy\": \"least-time\", \"reason\": \"why not\"}")));
        assertEquals("least-time", pool.get("policy").asText());
        assertEquals("least-time", pool.get("policySettings").get("type").asText());
        assertEquals("least-request", pool.get("filePolicy").get("type").asText());
        assertEquals("why not", server.live.lastChange().reason());
        pool = AdminServer.json(server.send(server.json(
                "PATCH",
                SHOP,
                "{\"policy\": {\"type\": \"ring-hash\", \"key\": {\"cookie\": \"sid\"}, \"subset\": 2}}")));
        assertEquals("sid", pool.get("policySettings").get("key").get("cookie").asText());
        assertEquals(2, pool.get("policySettings").get("subset").asInt());
        pool = AdminServer.json(server.send(server.json("PATCH", SHOP, "{\"policy\": null}")));
        assertEquals("least-request", pool.get("policy").asText());
        assertTrue(pool.get("filePolicy").isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ",
                "{'weight': 5} | weight",
                "{'policy': 'best'} | policy",
                "{'policy': 5} | policy",
                "{'policy': {'type': 'random', 'subset': 2}} | policy.subset",
                "{'policy': {'type': 'ring-hash', 'kye': {}}} | policy.kye",
            })
    void refusesAPolicyThatIsNone(String body, @Nullable String path) throws Exception {
        HttpResponse<String> answer = server.send(server.json("PATCH", SHOP, body.replace('\'', '"')));
        assertEquals(422, answer.statusCode());
        JsonNode error = AdminServer.json(answer).get("errors").get(0);
        assertEquals(path == null ? "" : path, error.get("path").asText());
    }

    @Test
    void saysHowAPolicyIsWrittenAndWhereJsonEnds() throws Exception {
        JsonNode error = AdminServer.json(server.send(server.json("PATCH", SHOP, "{\"policy\": 5}")))
                .get("errors")
                .get(0);
        assertEquals("5 is not a policy", error.get("message").asText());
        assertEquals(
                "write one such as \"least-request\" or {\"type\": \"random\"}",
                error.get("fix").asText());
        JsonNode cut = AdminServer.json(server.send(server.json("PATCH", SHOP, "{\"policy\": \"random\"")));
        assertEquals(
                "The body is not JSON: line 1, Unexpected end-of-input: expected close marker for Object",
                cut.get("detail").asText());
    }

    @Test
    void showsEveryPinnedFieldOfABackend() throws Exception {
        JsonNode b = AdminServer.json(server.send(server.request(B)));

        List<String> names = new ArrayList<>();
        b.fieldNames().forEachRemaining(names::add);
        assertTrue(names.containsAll(List.of(
                "id", "url", "mode", "health", "weight", "inFlight", "sessions", "ejectedUntil", "requestsTotal")));
        assertTrue(names.containsAll(List.of("errorsTotal", "p50Millis", "p95Millis", "p99Millis")));
        assertEquals("http://127.0.0.1:9002", b.get("url").asText());
        assertEquals("ready", b.get("mode").asText());
        assertEquals("up", b.get("health").asText());
        assertEquals(100, b.get("weight").asInt());
        assertEquals(3, b.get("inFlight").asInt());
        assertEquals(1000, b.get("requestsTotal").asLong());
        assertEquals(7, b.get("errorsTotal").asLong());
        assertEquals(12.346, b.get("requestsPerSecond").asDouble());
        assertEquals(20.25, b.get("p95Millis").asDouble());
        assertTrue(b.get("ejectedUntil").isNull());
        assertTrue(b.get("modeSince").isNull());
        assertTrue(b.get("fileWeight").isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/pools/none",
        "/api/v1/pools/none/backends",
        "/api/v1/pools/none/backends/a",
        "/api/v1/pools/shop/backends/none",
        "/api/v1/revisions/1",
        "/api/v1/revisions/x",
        "/api/v1/nothing",
        "/api/v1/",
    })
    void answers404ForWhatIsNotThere(String path) throws Exception {
        assertProblem(404, server.send(server.request(path)));
    }

    @Test
    void drainsUntilADeadlineAsTheOperatorSaid() throws Exception {
        HttpResponse<String> answer = patch("{\"mode\":\"drain\",\"deadline\":\"10m\",\"reason\":\"new kernel\"}");

        assertEquals(200, answer.statusCode());
        assertEquals("W/\"1\"", header(answer, "ETag"));
        JsonNode b = AdminServer.json(answer);
        Instant now = server.time.now();
        assertEquals("drain", b.get("mode").asText());
        assertEquals(
                now.plus(Duration.ofMinutes(10)).toString(), b.get("deadline").asText());
        assertEquals(now.toString(), b.get("modeSince").asText());
        Change change = server.live.lastChange();
        assertEquals("admin", change.author());
        assertEquals("new kernel", change.reason());
    }

    @Test
    void keepsADrainsDeadlineUnlessToldOtherwise() throws Exception {
        String at = server.time.now().plusSeconds(90).toString();
        patch("{\"mode\":\"drain\",\"deadline\":\"" + at + "\"}");

        assertEquals(
                at,
                AdminServer.json(patch("{\"mode\":\"drain\"}")).get("deadline").asText());
        String later = server.time.now().plusSeconds(300).toString();
        assertEquals(
                later,
                AdminServer.json(patch("{\"deadline\":\"5m\"}")).get("deadline").asText());
        JsonNode without = AdminServer.json(patch("{\"deadline\":null}"));
        assertEquals("drain", without.get("mode").asText());
        assertTrue(without.get("deadline").isNull());
    }

    @Test
    void weighsAndFollowsTheFileAgain() throws Exception {
        JsonNode weighed = AdminServer.json(patch("{\"weight\":250}"));
        assertEquals(250, weighed.get("weight").asInt());
        assertEquals(100, weighed.get("fileWeight").asInt());

        JsonNode following = AdminServer.json(patch("{\"weight\":null}"));
        assertEquals(100, following.get("weight").asInt());
        assertTrue(following.get("fileWeight").isNull());
        assertEquals(
                new Edit.FollowFile("shop", "b"),
                server.live.lastChange().edits().get(0));
    }

    @Test
    void makesOneChangeOfModeAndWeight() throws Exception {
        assertEquals(200, patch("{\"weight\":0,\"mode\":\"maintenance\"}").statusCode());
        assertEquals(
                List.of(new Edit.SetMode("shop", "b", Mode.MAINTENANCE, null), new Edit.SetWeight("shop", "b", 0)),
                server.live.lastChange().edits());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | ''",
                "{\"reason\":\"none\"}                           | ''",
                "{\"mode\":\"off\"}                              | mode",
                "{\"mode\":null}                                 | mode",
                "{\"mode\":7}                                    | mode",
                "{\"weight\":1001}                               | weight",
                "{\"weight\":-1}                                 | weight",
                "{\"weight\":1.5}                                | weight",
                "{\"weight\":\"7\"}                              | weight",
                "{\"weight\":99999999999999999999}               | weight",
                "{\"deadline\":\"10m\"}                          | deadline",
                "{\"mode\":\"ready\",\"deadline\":\"10m\"}       | deadline",
                "{\"mode\":\"drain\",\"deadline\":\"soon\"}      | deadline",
                "{\"mode\":\"drain\",\"deadline\":\"0s\"}        | deadline",
                "{\"mode\":\"drain\",\"deadline\":\"366d\"}      | deadline",
                "{\"mode\":\"drain\",\"deadline\":\"999999999999d\"} | deadline",
                "{\"mode\":\"drain\",\"deadline\":\"2001-01-01T00:00:00Z\"} | deadline",
                "{\"weigth\":5}                                  | weigth",
            })
    void refusesAPatchThatMeansNothingWithItsPath(String body, String path) throws Exception {
        HttpResponse<String> answer = patch(body);

        JsonNode error = assertProblem(422, answer).get("errors").get(0);
        assertEquals(path, error.get("path").asText());
        assertFalse(error.get("message").asText().isEmpty());
        assertFalse(error.get("fix").asText().isEmpty());
        assertEquals(0, server.live.current().revision());
    }

    @Test
    void namesTheKnownFieldsToWhoMistypesOne() throws Exception {
        JsonNode problem = assertProblem(422, patch("{\"weigth\":5}"));
        assertEquals(
                "write one of mode, weight, deadline, reason, force",
                problem.get("errors").get(0).get("fix").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{", "''", "[]", "7", "{\"mode\":\"drain\",\"mode\":\"ready\"}", "{\"weight\":1} x", "{weight:1}"})
    void answers400ForABodyThatIsNotOneJsonObject(String body) throws Exception {
        assertProblem(400, patch(body));
        assertProblem(400, server.send(server.json("POST", SHOP + "/backends", body)));
        assertProblem(400, server.send(server.json("PUT", B, body)));
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        assertProblem(413, patch("{\"reason\":\"" + "x".repeat(70_000) + "\"}"));
    }

    @Test
    void addsABackend() throws Exception {
        HttpResponse<String> answer = server.send(server.json(
                "POST", SHOP + "/backends", "{\"id\":\"d\",\"url\":\"http://127.0.0.1:9004\",\"reason\":\"sale\"}"));

        assertEquals(201, answer.statusCode());
        assertEquals(SHOP + "/backends/d", header(answer, "Location"));
        assertEquals("W/\"1\"", header(answer, "ETag"));
        assertEquals("d", AdminServer.json(answer).get("id").asText());
        assertEquals("sale", server.live.lastChange().reason());
        assertEquals(200, server.send(server.request(SHOP + "/backends/d")).statusCode());
    }

    @Test
    void answers409ForAnIdThatExists() throws Exception {
        assertProblem(
                409,
                server.send(
                        server.json("POST", SHOP + "/backends", "{\"id\":\"a\",\"url\":\"http://127.0.0.1:9009\"}")));
    }

    @Test
    void passesOnWhatIsWrongWithABackend() throws Exception {
        JsonNode unknown = assertProblem(
                422,
                server.send(
                        server.json("POST", SHOP + "/backends", "{\"weigth\":1,\"url\":\"http://127.0.0.1:9009\"}")));
        assertEquals("weigth", unknown.get("errors").get(0).get("path").asText());
        JsonNode range = assertProblem(
                422,
                server.send(server.json(
                        "POST", SHOP + "/backends", "{\"weight\":1001,\"url\":\"http://127.0.0.1:9009\"}")));
        assertEquals("weight", range.get("errors").get(0).get("path").asText());
    }

    @Test
    void saysEverythingThatTheConfigurationRefuses() throws Exception {
        server.live.refuseNext(new RefusedException(List.of(
                new Problem("pools[0].backends[3].url", "used twice", "give each its own"),
                new Problem("pools[0].backends[3].id", "used twice", "give each its own"))));

        JsonNode problem = assertProblem(
                422,
                server.send(
                        server.json("POST", SHOP + "/backends", "{\"id\":\"d\",\"url\":\"http://127.0.0.1:9001\"}")));

        assertEquals(2, problem.get("errors").size());
        assertEquals("url", problem.get("errors").get(0).get("path").asText(), "as in the body");
        assertEquals(
                "give each its own", problem.get("errors").get(0).get("fix").asText());
    }

    @Test
    void tellsWhatCannotBeMadeDurableFromWhatIsWrong() throws Exception {
        server.live.refuseNext(new StoreRefusedException(new IOException("No space left on device")));

        JsonNode problem = assertProblem(503, patch("{\"weight\":7}"));

        assertEquals("state", problem.get("errors").get(0).get("path").asText());
        assertTrue(problem.get("detail").asText().contains("No space left on device"), problem.toString());
    }

    @Test
    void putsANewBackend() throws Exception {
        HttpResponse<String> answer =
                server.send(server.json("PUT", SHOP + "/backends/d", "{\"url\":\"http://127.0.0.1:9004\"}"));

        assertEquals(201, answer.statusCode());
        assertEquals("d", AdminServer.json(answer).get("id").asText());
    }

    @Test
    void replacesABackendAndKeepsItsMode() throws Exception {
        patch("{\"mode\":\"drain\",\"deadline\":\"10m\"}");

        HttpResponse<String> answer = server.send(server.json("PUT", B, "{\"url\":\"http://127.0.0.1:9999\"}"));

        assertEquals(200, answer.statusCode());
        JsonNode b = AdminServer.json(answer);
        assertEquals("http://127.0.0.1:9999", b.get("url").asText());
        assertEquals("drain", b.get("mode").asText());
        assertFalse(b.get("deadline").isNull());
    }

    @Test
    void putsOnlyWhatDiffers() throws Exception {
        String same = "{\"id\":\"b\",\"url\":\"http://127.0.0.1:9002\"}";
        assertEquals(200, server.send(server.json("PUT", B, same)).statusCode());
        assertEquals(0, server.live.current().revision());

        String heavier = "{\"url\":\"http://127.0.0.1:9002\",\"weight\":7}";
        assertEquals(200, server.send(server.json("PUT", B, heavier)).statusCode());
        assertEquals(
                List.of(new Edit.SetWeight("shop", "b", 7)),
                server.live.lastChange().edits());
    }

    @Test
    void refusesToPutUnderAnotherId() throws Exception {
        JsonNode problem = assertProblem(
                422, server.send(server.json("PUT", B, "{\"id\":\"x\",\"url\":\"http://127.0.0.1:9002\"}")));
        assertEquals("id", problem.get("errors").get(0).get("path").asText());
    }

    @Test
    void removesABackendWithAReasonFromHeaderOrQuery() throws Exception {
        HttpResponse<String> answer =
                server.send(server.request(B).header("X-Tollgate-Reason", "old").DELETE());
        assertEquals(204, answer.statusCode());
        assertEquals("W/\"1\"", header(answer, "ETag"));
        assertEquals("", answer.body());
        assertEquals("old", server.live.lastChange().reason());
        assertProblem(404, server.send(server.request(B).DELETE()));

        server.send(server.request(SHOP + "/backends/c?reason=too%20slow").DELETE());
        assertEquals("too slow", server.live.lastChange().reason());
    }

    @Test
    void refusesAReasonThatIsABook() throws Exception {
        JsonNode problem = assertProblem(422, patch("{\"mode\":\"drain\",\"reason\":\"" + "x".repeat(501) + "\"}"));
        assertEquals("reason", problem.get("errors").get(0).get("path").asText());
    }

    @Test
    void asksBeforeTheLastOneGoesAndDoesItWithForce() throws Exception {
        for (String other : List.of("a", "c")) {
            HttpResponse<String> answer = server.send(server.json("PATCH", SHOP + "/backends/" + other, MAINTENANCE));
            assertEquals(200, answer.statusCode());
        }
        JsonNode before = AdminServer.json(server.send(server.request(B)));

        JsonNode error = assertProblem(409, patch(MAINTENANCE)).get("errors").get(0);

        assertEquals("mode", error.get("path").asText());
        assertEquals(
                "leaves nobody in pool \"shop\" to take new callers: they would be answered with 503",
                error.get("message").asText());
        assertEquals(
                "send it again with force: true to do it all the same",
                error.get("fix").asText());
        assertEquals(2, server.live.current().revision());
        assertEquals(before, AdminServer.json(server.send(server.request(B))));
        assertProblem(409, patch("{\"mode\":\"maintenance\",\"force\":false}"));
        HttpResponse<String> forced = patch("{\"mode\":\"maintenance\",\"force\":true,\"reason\":\"power\"}");
        assertEquals(200, forced.statusCode());
        assertEquals("maintenance", AdminServer.json(forced).get("mode").asText());
        assertEquals("power", server.live.lastChange().reason());
        assertEquals(200, patch("{\"weight\":0}").statusCode(), "it takes nobody as it is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH  | {'weight': 0}                          | weight",
                "PATCH  | {'mode': 'drain'}                      | mode",
                "PATCH  | {'mode': 'drain', 'weight': 0}         | ''",
                "PUT    | {'url': 'http://127.0.0.1:9002', 'weight': 0} | weight",
                "PUT    | {'url': 'http://127.0.0.1:9009', 'weight': 0} | ''",
                "DELETE | {}                                     | ''",
            })
    void whateverTakesTheLastOneIsAskedFirst(String method, String body, String path) throws Exception {
        server.send(server.json("PATCH", SHOP + "/backends/a", "{\"weight\":0}"));
        server.send(server.json("PATCH", SHOP + "/backends/c", "{\"weight\":0}"));
        String json = body.replace('\'', '"');

        JsonNode problem = assertProblem(409, server.send(server.json(method, B, json)));

        assertEquals(path, problem.get("errors").get(0).get("path").asText());
        assertEquals(2, server.live.current().revision());
        String forced = json.replaceFirst("}$", (json.equals("{}") ? "" : ",") + "\"force\":true}");
        HttpResponse<String> done = method.equals("DELETE")
                ? server.send(server.request(B + "?force=true").DELETE())
                : server.send(server.json(method, B, forced));
        assertEquals(method.equals("DELETE") ? 204 : 200, done.statusCode(), done.body());
        assertEquals(3, server.live.current().revision());
    }

    /** 12.3 requests a second of 100 ms; each backend has 3 in flight, and 4 callers wait. */
    @Test
    void tellsTheFiguresOfWhatIsLeft() throws Exception {
        for (String id : List.of("a", "b", "c")) {
            int port = 9001 + id.charAt(0) - 'a';
            String limited = "{\"url\":\"http://127.0.0.1:" + port + "\",\"maxRequests\":1}";
            HttpResponse<String> put = server.send(server.json("PUT", SHOP + "/backends/" + id, limited));
            assertEquals(200, put.statusCode(), put.body());
        }
        assertEquals(
                "leaves 67 % of the capacity of pool \"shop\"; 3 in flight now, 2 allowed at once",
                message(patch("{\"mode\":\"drain\"}")));
        patch("{\"mode\":\"drain\",\"force\":true}");
        assertEquals(
                "leaves 50 % of the capacity of pool \"shop\"; 3 in flight now, 1 allowed at once; at the present"
                        + " 12 requests/s the queue fills in 40s",
                message(server.send(server.json("PATCH", SHOP + "/backends/a", MAINTENANCE))));
    }

    private static String message(HttpResponse<String> answer) throws Exception {
        return assertProblem(409, answer).get("errors").get(0).get("message").asText();
    }

    @Test
    void whatIsOutdatedIsNotAskedFirst() throws Exception {
        server.send(server.json("PATCH", SHOP + "/backends/a", MAINTENANCE));
        server.send(server.json("PATCH", SHOP + "/backends/c", MAINTENANCE));
        assertProblem(412, server.send(server.json("PATCH", B, MAINTENANCE).header("If-Match", "\"0\"")));
        assertProblem(409, server.send(server.json("PATCH", B, MAINTENANCE).header("If-Match", "\"2\"")));
    }

    /** Each of them alone would have left one. */
    @Test
    void twoWhoTakeTheLastTwoAtOnceAreNotBothLetThrough() throws Exception {
        server.send(server.json("PATCH", SHOP + "/backends/c", MAINTENANCE));
        server.live.overtakeNext(Change.of("other", "", new Edit.SetMode("shop", "a", Mode.MAINTENANCE, null)));

        assertProblem(409, patch(MAINTENANCE));

        assertEquals(2, server.live.current().revision());
        assertEquals(
                "ready",
                AdminServer.json(server.send(server.request(B))).get("mode").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"B | {\"mode\":\"drain\",\"force\":\"yes\"}", "B?force=1 | {\"mode\":\"drain\"}"})
    void refusesAForceThatIsNone(String path, String body) throws Exception {
        HttpResponse<String> answer = server.send(server.json("PATCH", path.replace("B", B), body));
        assertEquals(
                "force",
                assertProblem(422, answer).get("errors").get(0).get("path").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"0\"", "W/\"0\"", "\"9\", W/\"0\"", "*"})
    void changesWhatTheSenderLookedAt(String tag) throws Exception {
        HttpResponse<String> answer =
                server.send(server.json("PATCH", B, "{\"mode\":\"drain\"}").header("If-Match", tag));
        assertEquals(200, answer.statusCode());
    }

    @ParameterizedTest
    @CsvSource({"PATCH", "PUT", "DELETE", "POST"})
    void refusesWhatIsOutdatedAndShowsTheCurrentState(String method) throws Exception {
        patch("{\"weight\":55}");
        boolean post = method.equals("POST");
        HttpRequest.Builder request = server.json(
                        method, post ? SHOP + "/backends" : B, "{\"url\":\"http://127.0.0.1:9004\"}")
                .header("If-Match", "W/\"0\"");

        HttpResponse<String> answer = server.send(request);

        JsonNode problem = assertProblem(412, answer);
        assertEquals("W/\"1\"", header(answer, "ETag"));
        assertEquals(1, problem.get("revision").asLong());
        JsonNode current = problem.get("current");
        JsonNode b = post ? current.get("backends").get(1) : current;
        assertEquals(55, b.get("weight").asInt());
        assertEquals(1, server.live.current().revision());
    }

    @Test
    void refusesWhatIsOvertakenOnItsWay() throws Exception {
        server.live.overtakeNext(Change.of("other", "", new Edit.SetWeight("shop", "b", 9)));

        HttpResponse<String> answer =
                server.send(server.json("PATCH", B, "{\"mode\":\"drain\"}").header("If-Match", "\"0\""));

        JsonNode problem = assertProblem(412, answer);
        assertEquals(9, problem.get("current").get("weight").asInt());
        assertEquals("ready", problem.get("current").get("mode").asText());
    }

    @Test
    void showsThePoolToWhoWouldChangeABackendThatIsGone() throws Exception {
        server.live.overtakeNext(Change.of("other", "", new Edit.RemoveBackend("shop", "b")));

        JsonNode problem = assertProblem(
                412, server.send(server.json("PATCH", B, "{\"mode\":\"drain\"}").header("If-Match", "\"0\"")));

        assertEquals(2, problem.get("current").get("backends").size());
    }

    @ParameterizedTest
    @CsvSource({"0", "W/0", "''"})
    void answers400ForATagThatIsNone(String tag) throws Exception {
        assertProblem(
                400, server.send(server.json("PATCH", B, "{\"mode\":\"drain\"}").header("If-Match", tag)));
    }

    @Test
    void exportsTheConfigurationUnlessItIsKnown() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/api/v1/config"));
        assertEquals(200, answer.statusCode());
        assertEquals("version: 1\n", answer.body());
        assertTrue(header(answer, "Content-Type").startsWith("application/yaml"));
        String tag = header(answer, "ETag");

        HttpResponse<String> again =
                server.send(server.request("/api/v1/config").header("If-None-Match", tag));
        assertEquals(304, again.statusCode());
        assertEquals(tag, header(again, "ETag"));

        patch("{\"weight\":1}");
        assertEquals(
                200,
                server.send(server.request("/api/v1/config").header("If-None-Match", tag))
                        .statusCode());
    }

    @Test
    void sendsLiveFiguresToWhoHasTheRevisionAlready() throws Exception {
        HttpResponse<String> answer = server.send(server.request(B).header("If-None-Match", "W/\"0\""));
        assertEquals(200, answer.statusCode());
    }

    @Test
    void listsRevisionsNewestFirst() throws Exception {
        patch("{\"weight\":1}");
        patch("{\"weight\":2,\"reason\":\"why not\"}");

        HttpResponse<String> answer = server.send(server.request("/api/v1/revisions"));
        JsonNode revisions = AdminServer.json(answer);
        assertEquals(2, revisions.size());
        assertEquals(2, revisions.get(0).get("number").asLong());
        assertEquals("admin", revisions.get(0).get("author").asText());
        assertEquals("why not", revisions.get(0).get("reason").asText());
        assertEquals(server.time.now().toString(), revisions.get(0).get("at").asText());
        assertTrue(revisions.get(0).get("undoable").asBoolean());
        assertEquals("shop/b: SetWeight", revisions.get(0).get("diff").get(0).asText());
        assertEquals(
                304,
                server.send(server.request("/api/v1/revisions").header("If-None-Match", header(answer, "ETag")))
                        .statusCode());

        JsonNode latest = AdminServer.json(server.send(server.request("/api/v1/revisions?limit=1")));
        assertEquals(1, latest.size());
        assertEquals(latest.get(0), AdminServer.json(server.send(server.request("/api/v1/revisions/2"))));
        assertEquals(
                304,
                server.send(server.request("/api/v1/revisions/2").header("If-None-Match", "W/\"2\""))
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource({"0", "1001", "x", "''"})
    void refusesAnOddLimit(String limit) throws Exception {
        assertProblem(422, server.send(server.request("/api/v1/revisions?limit=" + limit)));
    }

    @Test
    void undoesARevision() throws Exception {
        patch("{\"weight\":1}");

        HttpResponse<String> answer = undo(1);

        assertEquals(200, answer.statusCode());
        assertEquals("W/\"2\"", header(answer, "ETag"));
        assertEquals(2, AdminServer.json(answer).get("number").asLong());
        assertEquals(
                100,
                AdminServer.json(server.send(server.request(B))).get("weight").asInt());
        assertProblem(404, undo(3));
        assertProblem(404, undo(0));
    }

    @Test
    void answers409ForWhatCannotBeUndoneAnd412ForAnOutdatedUndo() throws Exception {
        patch("{\"weight\":1}");
        server.live.refuseNext(new RefusedException("", "the backend is gone", "add it again"));
        assertProblem(409, undo(1));

        JsonNode problem = assertProblem(
                412,
                server.send(server.request("/api/v1/revisions/1/undo")
                        .header("If-Match", "\"0\"")
                        .POST(HttpRequest.BodyPublishers.noBody())));
        assertEquals(1, problem.get("current").get("number").asLong());
    }

    @Test
    void answers405WithWhatIsAllowed() throws Exception {
        HttpResponse<String> answer = server.send(server.request(SHOP).DELETE());
        assertProblem(405, answer);
        assertTrue(header(answer, "Allow").contains("GET"));
    }

    @Test
    void answers415ForAnotherTypeAnd406ForAnUnknownWish() throws Exception {
        assertProblem(
                415,
                server.send(server.request(B)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("mode=drain"))));
        assertProblem(406, server.send(server.request(B).header("Accept", "image/png")));
    }

    @Test
    void takesAMergePatch() throws Exception {
        assertEquals(
                200,
                server.send(server.request(B)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"mode\":\"drain\"}")))
                        .statusCode());
    }

    @Test
    void tellsNothingOfItsInsidesWhenItFails() throws Exception {
        server.live.overtakeNext(Change.of("other", "", new Edit.SetWeight("nowhere", "b", 9)));

        HttpResponse<String> answer = patch("{\"weight\":1}");

        assertProblem(500, answer);
        assertFalse(answer.body().contains("nowhere"));
        assertFalse(answer.body().contains("at io."));
    }

    private HttpResponse<String> patch(String body) throws Exception {
        return server.send(server.json("PATCH", B, body));
    }

    private HttpResponse<String> undo(long number) throws Exception {
        return server.send(
                server.request("/api/v1/revisions/" + number + "/undo").POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static JsonNode assertProblem(int status, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", header(answer, "Content-Type"));
        JsonNode problem = AdminServer.json(answer);
        assertEquals(status, problem.get("status").asInt());
        assertEquals("about:blank", problem.get("type").asText());
        assertFalse(problem.get("title").asText().isEmpty());
        assertFalse(problem.get("detail").asText().isEmpty());
        assertTrue(problem.get("errors").isArray());
        return problem;
    }
}
