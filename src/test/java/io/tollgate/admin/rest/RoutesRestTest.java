package io.tollgate.admin.rest;

import static io.tollgate.admin.rest.RestTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.AdminServer;
import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.control.RefusedException;
import io.tollgate.model.HeaderEdits;
import io.tollgate.model.Mode;
import io.tollgate.model.RequestRewrite;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes over REST: the file has one, main, which sends everything to the pool shop. */
class RoutesRestTest {
    private static final String ROUTES = "/api/v1/routes";
    private static final String MAIN = ROUTES + "/main";
    private static final String CATALOG =
            "{'id':'catalog','match':{'path':{'prefix':'/catalog'}},'action':{'forward':[{'pool':'api'}]}}";

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
    void showsTheTableInItsOrderWithFigures() throws Exception {
        send("POST", ROUTES, CATALOG);
        HttpResponse<String> answer = server.send(server.request(ROUTES));

        assertEquals(200, answer.statusCode());
        assertEquals("W/\"1\"", header(answer, "ETag"));
        JsonNode table = AdminServer.json(answer);
        assertEquals(List.of("catalog", "main"), ids(table));
        assertEquals(
                json("{'path':{'prefix':'/catalog'}}"),
                table.get(0).get("match").toString());
        assertEquals(
                json("{'forward':[{'pool':'api'}]}"), table.get(0).get("action").toString());
        assertTrue(table.get(0).get("added").asBoolean());
        assertEquals("{}", table.get(1).get("match").toString());
        assertEquals(12.346, table.get(1).get("requestsPerSecond").asDouble());
        assertEquals(20.25, table.get(1).get("p95Millis").asDouble());
        assertEquals(AdminServer.json(server.send(server.request(MAIN))), table.get(1));
    }

    @Test
    void limitsARouteSaysSoAndFollowsTheFileAgain() throws Exception {
        HttpResponse<String> answer =
                send("PATCH", MAIN, "{'timeouts':{'firstByte':'90s'},'limits':{'body':'1MiB','uri':'512B'}}");

        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode main = AdminServer.json(answer);
        assertEquals(json("{'firstByte':'90s'}"), main.get("timeouts").toString());
        assertEquals(json("{'uri':'512B','body':'1MiB'}"), main.get("limits").toString());
        assertEquals("{}", main.get("fileTimeouts").toString());
        assertTrue(main.get("fileAction").isNull());

        JsonNode followed = AdminServer.json(send("PATCH", MAIN, "{'timeouts':null}"));
        assertEquals("{}", followed.get("timeouts").toString());
        assertTrue(followed.get("fileTimeouts").isNull());
        assertEquals(
                json("{'uri':'512B','body':'1MiB'}"), followed.get("limits").toString());
    }

    @Test
    void aReplacedRouteHasNoLimitsButThoseItIsGiven() throws Exception {
        send("POST", ROUTES, CATALOG.replace("'action'", "'limits':{'body':'1MiB'},'action'"));
        JsonNode added = AdminServer.json(server.send(server.request(ROUTES + "/catalog")));
        assertEquals(json("{'body':'1MiB'}"), added.get("limits").toString());

        send("PUT", ROUTES + "/catalog", CATALOG.replace("'action'", "'timeouts':{'idle':'1s'},'action'"));
        JsonNode replaced = AdminServer.json(server.send(server.request(ROUTES + "/catalog")));
        assertEquals("{}", replaced.get("limits").toString());
        assertEquals(json("{'idle':'1s'}"), replaced.get("timeouts").toString());
    }

    @Test
    void aLimitOutOfRangeIsRefused() throws Exception {
        HttpResponse<String> answer = send("PATCH", MAIN, "{'limits':{'head':'2MiB'}}");
        assertEquals(422, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("limits.head"), answer.body());
    }

    @Test
    void takesARouteIntoMaintenanceAndOutOfIt() throws Exception {
        JsonNode before = AdminServer.json(server.send(server.request(MAIN)));
        assertEquals("ready", before.get("mode").asText());

        JsonNode closed = AdminServer.json(send("PATCH", MAIN, "{'mode':'maintenance','reason':'new database'}"));
        assertEquals("maintenance", closed.get("mode").asText());
        assertEquals(before.get("action"), closed.get("action"));
        assertTrue(closed.get("fileAction").isNull());
        assertEquals(
                List.of(new Edit.SetRouteMode("main", Mode.MAINTENANCE)),
                server.live.lastChange().edits());
        assertEquals("new database", server.live.lastChange().reason());

        assertEquals(200, send("PUT", MAIN, "{'action':{'local':{}}}").statusCode());
        JsonNode replaced = AdminServer.json(server.send(server.request(MAIN)));
        assertEquals("maintenance", replaced.get("mode").asText(), "a replaced route keeps its mode");

        assertEquals(
                "ready",
                AdminServer.json(send("PATCH", MAIN, "{'mode':'ready'}"))
                        .get("mode")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'mode':'drain'} | mode",
                "{'mode':'closed'} | mode",
                "{'mode':null} | mode",
                "{'mode':1} | mode",
                "{'request':{'host':'a/b'}} | request.host",
                "{'request':{'headers':{'set':{'Connection':'close'}}}} | request.headers.set.Connection",
                "{'response':{'errors':[{'status':'404'}]}} | response.errors[0].page",
                "{'maintenance':{'retryAfter':'0s'}} | maintenance.retryAfter",
                "{'maintenance':{'page':'../x.html'}} | maintenance.page",
            })
    void aRewritingThatMakesNoSenseIsRefused(String body, String path) throws Exception {
        HttpResponse<String> answer = send("PATCH", MAIN, body);
        assertEquals(422, answer.statusCode(), answer.body());
        assertEquals(
                path, AdminServer.json(answer).get("errors").get(0).get("path").asText());
        assertEquals("[]", server.send(server.request("/api/v1/revisions")).body());
    }

    @Test
    void changesWhatARouteRewritesAndFollowsTheFileAgain() throws Exception {
        JsonNode main = AdminServer.json(send(
                "PATCH",
                MAIN,
                "{'request':{'path':{'replacePrefix':'/a'}},'response':{'location':'never'},"
                        + "'maintenance':{'retryAfter':'5m'}}"));
        assertEquals(
                json("{'path':{'replacePrefix':'/a'}}"), main.get("request").toString());
        assertEquals(json("{'location':'never'}"), main.get("response").toString());
        assertEquals(json("{'retryAfter':'5m'}"), main.get("maintenance").toString());
        assertEquals("{}", main.get("fileRequest").toString());
        assertEquals("{}", main.get("fileResponse").toString());
        assertEquals("{}", main.get("fileMaintenance").toString());

        JsonNode again = AdminServer.json(send("PATCH", MAIN, "{'request':null,'response':null,'maintenance':null}"));
        assertEquals("{}", again.get("request").toString());
        assertTrue(again.get("fileRequest").isNull());
    }

    @Test
    void aWholeRouteBringsItsRewritingAlong() throws Exception {
        send("PUT", MAIN, "{'action':{'forward':[{'pool':'shop'}]},'request':{'host':'shop.internal'}}");
        assertEquals(
                List.of(new Edit.SetRequest("main", new RequestRewrite(null, "shop.internal", HeaderEdits.NONE))),
                server.live.lastChange().edits());
        send("PUT", MAIN, "{'action':{'forward':[{'pool':'shop'}]}}");
        assertEquals(
                List.of(new Edit.SetRequest("main", RequestRewrite.NONE)),
                server.live.lastChange().edits());
    }

    @Test
    void sendsARouteElsewhereSaysSoAndFollowsTheFileAgain() throws Exception {
        HttpResponse<String> answer = send("PATCH", MAIN, "{'action':{'local':{}},'reason':'move back'}");

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("W/\"1\"", header(answer, "ETag"));
        JsonNode main = AdminServer.json(answer);
        assertEquals(json("{'local':{}}"), main.get("action").toString());
        assertEquals(
                json("{'forward':[{'pool':'shop'}]}"), main.get("fileAction").toString());
        assertTrue(main.get("fileMatch").isNull());
        assertEquals("move back", server.live.lastChange().reason());
        assertEquals("admin", server.live.lastChange().author());

        JsonNode followed = AdminServer.json(send("PATCH", MAIN, "{'action':null}"));
        assertEquals(
                json("{'forward':[{'pool':'shop'}]}"), followed.get("action").toString());
        assertTrue(followed.get("fileAction").isNull());
    }

    @Test
    void changesWhatARouteTakesAndLeavesTheRest() throws Exception {
        JsonNode main = AdminServer.json(send("PATCH", MAIN, "{'match':{'path':'/shop','method':['GET']}}"));
        assertEquals(
                json("{'path':{'prefix':'/shop'},'method':['GET']}"),
                main.get("match").toString());
        assertEquals("{}", main.get("fileMatch").toString());
        assertTrue(main.get("fileAction").isNull());
    }

    @Test
    void undoesAMove() throws Exception {
        send("PATCH", MAIN, "{'action':{'local':{}}}");
        assertEquals(200, send("POST", "/api/v1/revisions/1/undo", "").statusCode());
        assertTrue(AdminServer.json(server.send(server.request(MAIN)))
                .get("fileAction")
                .isNull());
    }

    @Test
    void addsWhereItIsAskedToAndElseBeforeTheOneThatTakesEverything() throws Exception {
        HttpResponse<String> added = send("POST", ROUTES, CATALOG);
        assertEquals(201, added.statusCode(), added.body());
        assertEquals("/api/v1/routes/catalog", header(added, "Location"));
        send("POST", ROUTES, "{'id':'b','match':{'path':'/b'},'action':{'local':{}}}");
        send("POST", ROUTES, "{'id':'first','match':{'path':'/f'},'action':{'local':{}},'before':'catalog'}");
        send("POST", ROUTES, "{'id':'last','match':{'path':'/l'},'action':{'local':{}},'before':null}");
        assertEquals(List.of("first", "catalog", "b", "main", "last"), order());
        assertProblem(409, send("POST", ROUTES, CATALOG));
    }

    @Test
    void putsARouteAndPutsOnlyWhatDiffers() throws Exception {
        String body = CATALOG.replace("'id':'catalog',", "");
        assertEquals(201, send("PUT", ROUTES + "/catalog", body).statusCode());
        assertEquals(200, send("PUT", ROUTES + "/catalog", body).statusCode());
        assertEquals(1, server.live.current().revision());
        send("PUT", ROUTES + "/catalog", body.replace("api", "shop"));
        assertEquals(1, server.live.lastChange().edits().size());
        assertTrue(server.live.lastChange().edits().get(0) instanceof Edit.SetAction);
        send("PUT", ROUTES + "/catalog", body.replace("{'match'", "{'before':null,'match'"));
        assertEquals(List.of("main", "catalog"), order());
        JsonNode problem = assertProblem(422, send("PUT", ROUTES + "/catalog", CATALOG.replace("'catalog'", "'x'")));
        assertEquals("id", path(problem));
    }

    @Test
    void movesARoute() throws Exception {
        send("POST", ROUTES, CATALOG);
        assertEquals(200, send("PATCH", ROUTES + "/catalog", "{'before':null}").statusCode());
        assertEquals(List.of("main", "catalog"), order());
        send("PATCH", ROUTES + "/catalog", "{'before':'main'}");
        assertEquals(List.of("catalog", "main"), order());
        assertEquals("before", path(assertProblem(422, send("PATCH", MAIN, "{'before':'main'}"))));
        assertEquals("before", path(assertProblem(422, send("PATCH", MAIN, "{'before':'none'}"))));
    }

    @Test
    void putsTheWholeTable() throws Exception {
        send("POST", ROUTES, CATALOG);
        String table = "{'reason':'split','routes':["
                + "{'id':'main','action':{'local':{}}},"
                + "{'id':'cart','match':{'path':'/cart'},'action':{'forward':['shop']}}]}";
        HttpResponse<String> answer = send("PUT", ROUTES, table);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(List.of("main", "cart"), ids(AdminServer.json(answer)));
        assertEquals("split", server.live.lastChange().reason());
        assertEquals(2, server.live.current().revision());

        assertEquals(200, send("PUT", ROUTES, table).statusCode());
        assertEquals(2, server.live.current().revision(), "it is that already");
    }

    /** The body of a request for one route knows nothing of the place that the route has in the table. */
    @Test
    void whatComesToLightLaterIsToldByItsPlaceInTheBody() throws Exception {
        String page = "{'maintenance':{'page':'nowhere.html'}}";
        server.live.refuseNext(new RefusedException("routes[0].maintenance.page", "there is no such file", "add it"));
        assertEquals("maintenance.page", path(assertProblem(422, send("PATCH", MAIN, page))));
        server.live.refuseNext(new RefusedException("routes[1].maintenance.page", "there is no such file", "add it"));
        String table = "{'routes':[{'id':'main','action':{'local':{}}},"
                + "{'id':'x','action':{'local':{}},'maintenance':{'page':'nowhere.html'}}]}";
        assertEquals("routes[1].maintenance.page", path(assertProblem(422, send("PUT", ROUTES, table))));
    }

    @Test
    void aWholeTableIsJudgedAsAWhole() throws Exception {
        JsonNode problem = assertProblem(
                422,
                send(
                        "PUT",
                        ROUTES,
                        "{'routes':[{'id':'main','action':{'local':{}}},{'id':'main','action':{'local':{}}},{'id':'x'}]}"));
        assertEquals("routes[1].id", problem.get("errors").get(0).get("path").asText());
        assertEquals(
                "routes[2].action", problem.get("errors").get(1).get("path").asText());
        assertEquals("routes", path(assertProblem(422, send("PUT", ROUTES, "{'routes':{}}"))));
        assertEquals("routes", path(assertProblem(422, send("PUT", ROUTES, "{'routes':[]}"))));
    }

    @Test
    void removesARoute() throws Exception {
        send("POST", ROUTES, CATALOG);
        HttpResponse<String> answer = server.send(server.request(ROUTES + "/catalog")
                .header("X-Tollgate-Reason", "done")
                .DELETE());
        assertEquals(204, answer.statusCode());
        assertEquals("W/\"2\"", header(answer, "ETag"));
        assertEquals("done", server.live.lastChange().reason());
        assertProblem(404, server.send(server.request(ROUTES + "/catalog").DELETE()));
        assertEquals(
                "routes",
                path(assertProblem(422, server.send(server.request(MAIN).DELETE()))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ''",
                "{'action':{'forward':[{'pool':'none'}]}} | action.forward[0].pool",
                "{'action':{'forward':[]}} | action.forward",
                "{'action':{'send':'shop'}} | action.send",
                "{'match':{'path':{'prefix':'x'}}} | match.path.prefix",
                "{'match':7} | match",
                "{'weight':7} | weight",
                "{'before':7} | before",
            })
    void namesWhatIsWrong(String body, String path) throws Exception {
        assertEquals(path, path(assertProblem(422, send("PATCH", MAIN, body))));
        assertEquals(0, server.live.current().revision());
    }

    @ParameterizedTest
    @CsvSource({"GET", "PATCH", "DELETE"})
    void answers404ForARouteThatIsNotThere(String method) throws Exception {
        assertProblem(404, send(method, ROUTES + "/none", "{'action':{'local':{}}}"));
    }

    @ParameterizedTest
    @CsvSource({"PATCH,/main", "PUT,/main", "DELETE,/main", "POST,''", "PUT,''"})
    void refusesWhatIsOutdatedAndShowsTheCurrentState(String method, String below) throws Exception {
        send("PATCH", MAIN, "{'action':{'local':{}}}");
        HttpResponse<String> answer = server.send(server.json(method, ROUTES + below, json("{'action':{'local':{}}}"))
                .header("If-Match", "W/\"0\""));
        JsonNode problem = assertProblem(412, answer);
        JsonNode current = problem.get("current");
        JsonNode main = below.isEmpty() ? current.get(0) : current;
        assertEquals(json("{'local':{}}"), main.get("action").toString());
        assertEquals(1, server.live.current().revision());
    }

    @Test
    void showsTheTableToWhoWouldChangeARouteThatIsGone() throws Exception {
        send("POST", ROUTES, CATALOG);
        server.live.overtakeNext(Change.of("other", "", new Edit.RemoveRoute("catalog")));
        JsonNode problem = assertProblem(
                412,
                server.send(server.json("PATCH", ROUTES + "/catalog", json("{'action':{'local':{}}}"))
                        .header("If-Match", "\"1\"")));
        assertEquals(List.of("main"), ids(problem.get("current")));
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return server.send(server.json(method, path, json(body)));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static List<String> order() throws Exception {
        return ids(AdminServer.json(server.send(server.request(ROUTES))));
    }

    private static List<String> ids(JsonNode table) {
        List<String> ids = new ArrayList<>();
        table.forEach(route -> ids.add(route.get("id").asText()));
        return ids;
    }

    private static String path(JsonNode problem) {
        return problem.get("errors").get(0).get("path").asText();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
