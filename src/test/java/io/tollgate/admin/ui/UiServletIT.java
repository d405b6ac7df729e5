package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.tollgate.control.Discovered;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.Edit;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.HashKey;
import io.tollgate.model.Mode;
import io.tollgate.model.PolicySpec;
import io.tollgate.testing.FakeTime;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page's addresses over real sockets, as a browser without scripts uses them. */
class UiServletIT {
    private static final String CSRF = "csrf=csrf-of-mira";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MadeUpSite site = BusySite.at(new FakeTime());
    private UiServer server;

    @BeforeEach
    void start() throws Exception {
        server = new UiServer(site, new FakeTime(), "/edge", "/tollgate/*");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/edge/tollgate" + path));
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), text());
    }

    private HttpResponse<String> post(String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/edge/tollgate" + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return client.send(request, text());
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    private static String location(HttpResponse<String> response) {
        assertEquals(303, response.statusCode(), response.body());
        return response.uri()
                .resolve(response.headers().firstValue("Location").orElseThrow())
                .getPath();
    }

    @Test
    void everyPageNamesItsWayToTheRoot() throws Exception {
        assertTrue(get("/").body().contains("<base href=\"./\">"));
        assertTrue(get("/pools").body().contains("<base href=\"./\">"));
        assertTrue(get("/pools/shop").body().contains("<base href=\"../\">"));
        assertEquals("/edge/tollgate/", location(get("")));
    }

    @Test
    void aRefreshIsThePartOfTheSamePage() throws Exception {
        String page = get("/pools/shop").body().strip();
        String part = get("/pools/shop", "HX-Request", "true").body();
        assertTrue(page.startsWith("<!doctype html>"));
        assertFalse(part.contains("<html"));
        String table = part.substring(part.indexOf("<table"), part.indexOf("</table>"));
        assertTrue(page.contains(table), "the refresh's table is not the page's");
    }

    @Test
    void pagesMayRunNothingButOurFiles() throws Exception {
        HttpResponse<String> page = get("/pools/shop");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.contains("script-src 'self'; style-src 'self'"), policy);
        assertFalse(page.body().contains(" style="));
        assertFalse(page.body().contains("<script>"));
        assertEquals("no-store", page.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void thePoolShowsWhoWaitsAndForHowLongOthersDid() throws Exception {
        site.pool("shop").queue = 5;
        String page = get("/pools/shop").body();
        assertTrue(page.contains("<dt>queue</dt><dd>5<small>now</small>"), page);
        assertTrue(page.contains("<dt>p95 of waiting</dt><dd>75 ms<small>60 s</small>"), page);
    }

    @Test
    void aRowShowsHowManyRequestsAreAllowedNowAndItsDrawerWhatIsConfigured() throws Exception {
        site.backend("shop", "a").maxRequests = 2;
        String page = get("/pools/shop?open=a").body();
        assertTrue(page.contains("<small>of 2</small>"), page);
        int configured = site.backend("shop", "a").spec.maxRequests();
        assertTrue(page.contains("<dd>" + configured + ", 2 in force</dd>"), page);
        assertFalse(get("/pools/shop?open=b").body().contains(", 2 in force"));
    }

    @Test
    void aRowSaysWhereItStandsWhereOthersStandElsewhere() throws Exception {
        assertTrue(get("/pools/shop").body().contains("class=\"url\" hidden></small>"), "all stand in one place");
        stand("b", 1, "");
        String page = get("/pools/shop").body();
        assertTrue(page.contains("<small id=\"place-a\" data-live class=\"url\">tier 0</small>"), page);
        assertTrue(page.contains("<small id=\"place-b\" data-live class=\"url\">tier 1</small>"), page);
        stand("b", 1, "z-b");
        page = get("/pools/shop").body();
        assertTrue(page.contains("<small id=\"place-b\" data-live class=\"url\">tier 1 \u00b7 z-b</small>"), page);
        stand("b", 0, "z-b");
        assertTrue(get("/pools/shop").body().contains("class=\"url\">z-b</small>"));
    }

    private void stand(String id, int tier, String zone) {
        BackendSpec old = site.backend("shop", id).spec;
        site.backend("shop", id).spec = new BackendSpec(id, old.url(), old.weight(), tier, zone, old.maxRequests());
    }

    @Test
    void aModeIsSetAndItsOutcomeToldWithUndo() throws Exception {
        HttpResponse<String> answer = post("/pools/shop/backends/a/mode", CSRF + "&mode=drain&reason=disk&deadline=30");
        assertEquals("/edge/tollgate/pools/shop", location(answer));
        assertEquals(Mode.DRAIN, site.backend("shop", "a").mode);
        assertEquals(Long.valueOf(new FakeTime().wallMillis() + 30 * 60_000L), site.backend("shop", "a").deadline);
        assertEquals("mira", site.config.revisions(1).get(0).author());
        assertEquals("disk", site.config.revisions(1).get(0).reason());
        String told = get("/pools/shop?done=5").body();
        assertTrue(told.contains("Done as revision 5"), told);
        assertTrue(told.contains("action=\"revisions/5/undo\""), told);
        assertEquals("/edge/tollgate/pools/shop", location(post("/revisions/5/undo", CSRF + "&back=pools/shop")));
        assertEquals(Mode.READY, site.backend("shop", "a").mode);
    }

    /** Of three b drains already, and c goes: a is the last that is ready. */
    private void aIsTheLast() throws Exception {
        location(post("/pools/shop/backends/c/mode", CSRF + "&mode=maintenance"));
    }

    @Test
    void anActThatWouldOverloadIsAskedFirstAndKeepsWhatWasTyped() throws Exception {
        aIsTheLast();
        HttpResponse<String> asked =
                post("/pools/shop/backends/a/mode", CSRF + "&mode=drain&reason=%22disk%22+%26+fan&deadline=30");
        assertEquals(409, asked.statusCode());
        assertEquals(Mode.READY, site.backend("shop", "a").mode);
        assertEquals(5, site.config.revisions(9).size());
        String body = asked.body();
        assertTrue(body.contains("Not done: it would overload what is left. Nothing has changed."), body);
        assertTrue(body.contains("Set a to Drain?"), body);
        assertTrue(body.contains("Nobody who is ready and well would be left"), body);
        assertTrue(body.contains(">Do it all the same</button>"), body);
        // What refreshes ask for asks the same.
        Matcher poll = Pattern.compile("id=\"poll\"[^>]*hx-get=\"([^\"]*)\"").matcher(body);
        assertTrue(poll.find());
        String again = get("/" + poll.group(1).replace("&amp;", "&")).body();
        assertEquals(question(body), question(again));

        location(post("/pools/shop/backends/a/mode", question(again)));

        assertEquals(Mode.DRAIN, site.backend("shop", "a").mode);
        assertEquals(Long.valueOf(new FakeTime().wallMillis() + 30 * 60_000L), site.backend("shop", "a").deadline);
        assertEquals("\"disk\" & fan", site.config.revisions(1).get(0).reason());
    }

    /** The fields of the form that asks about a. */
    private static String question(String page) {
        int from = page.indexOf("<tr id=\"ask-a\"");
        String form = page.substring(from, page.indexOf("</tr>", from));
        Matcher input = Pattern.compile("<input[^>]* name=\"(\\w+)\" value=\"([^\"]*)\"")
                .matcher(form);
        StringBuilder fields = new StringBuilder();
        while (input.find()) {
            String value = input.group(2).replace("&#34;", "\"").replace("&amp;", "&");
            fields.append(fields.isEmpty() ? "" : "&")
                    .append(input.group(1))
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return fields.toString();
    }

    @Test
    void aWeightThatWouldOverloadStaysInItsField() throws Exception {
        aIsTheLast();
        HttpResponse<String> asked = post("/pools/shop/backends/a/weight", CSRF + "&weight=10&step=-10");
        assertEquals(409, asked.statusCode());
        assertEquals(100, site.backend("shop", "a").spec.weight());
        assertTrue(asked.body().contains("Set the weight of a to 0?"), asked.body());
        assertTrue(asked.body().contains("max=\"1000\" value=\"0\""), asked.body());
        location(post("/pools/shop/backends/a/weight", question(asked.body())));
        assertEquals(0, site.backend("shop", "a").spec.weight());
    }

    @Test
    void aRemovalThatWouldOverloadSaysSoWhenItIsAsked() throws Exception {
        assertFalse(question(get("/pools/shop?remove=a").body()).contains("force"));
        aIsTheLast();
        HttpResponse<String> unasked = post("/pools/shop/backends/a/remove", CSRF + "&revision=5&reason=old");
        assertEquals(409, unasked.statusCode());
        assertTrue(site.pool("shop").backends.containsKey("a"));
        String asked = get("/pools/shop?remove=a").body();
        assertTrue(asked.contains("Nobody who is ready and well would be left"), asked);
        assertTrue(question(asked).contains("force=true"), asked);
        assertTrue(question(unasked.body()).contains("reason=old"), unasked.body());
        location(post("/pools/shop/backends/a/remove", question(unasked.body())));
        assertFalse(site.pool("shop").backends.containsKey("a"));
    }

    @Test
    void aRolloutThatWouldOverloadIsAskedFirstAndKeepsWhatWasTyped() throws Exception {
        aIsTheLast();
        when(site.rollouts.firstOut(any(), any())).thenReturn(List.of(new Edit.SetMode("shop", "a", Mode.DRAIN, null)));
        HttpResponse<String> asked =
                post("/pools/shop/rollout", CSRF + "&backends=a&batch=1&drain=10m&reason=release+7");
        assertEquals(409, asked.statusCode());
        verify(site.rollouts, never()).start(any(), any());
        String body = asked.body();
        assertTrue(body.contains("Not done: it would overload what is left."), body);
        assertTrue(body.contains("Nobody who is ready and well would be left"), body);
        assertTrue(body.contains("value=\"release 7\""), body);
        assertTrue(body.contains("Do it all the same"), body);
        assertTrue(body.contains("name=\"force\" value=\"1 of a\""), body);
        String forced = CSRF + "&drain=10m&reason=release+7&force=1+of+a";
        assertEquals(
                409,
                post("/pools/shop/rollout", forced + "&backends=a,b&batch=2").statusCode(),
                "what was judged was another batch");
        location(post("/pools/shop/rollout", forced + "&backends=a&batch=1"));
        verify(site.rollouts).start(eq("shop"), any());
    }

    @Test
    void anAddressThatAsksAboutNothingShowsThePage() throws Exception {
        for (String query :
                new String[] {"mode=a&to=closed", "weight=a&to=x", "weight=a", "follow=none", "mode=a%22"}) {
            HttpResponse<String> page = get("/pools/shop?" + query);
            assertEquals(200, page.statusCode(), query);
            assertFalse(page.body().contains("class=\"danger\""), query);
        }
        assertTrue(get("/pools/shop?follow=a").body().contains("Let the weight of a follow the file?"));
        assertTrue(get("/pools/shop?mode=b&to=ready").body().contains(">Do it</button>"));
    }

    @Test
    void weightsAreSetSteppedAndFollowTheFile() throws Exception {
        location(post("/pools/shop/backends/c/weight", CSRF + "&weight=70"));
        assertEquals(70, site.backend("shop", "c").spec.weight());
        location(post("/pools/shop/backends/c/weight", CSRF + "&weight=70&step=-10"));
        assertEquals(60, site.backend("shop", "c").spec.weight());
        location(post("/pools/shop/backends/c/weight", CSRF + "&weight=995&step=10"));
        assertEquals(1000, site.backend("shop", "c").spec.weight());
        location(post("/pools/shop/backends/c/follow", CSRF));
        assertEquals(100, site.backend("shop", "c").spec.weight());
    }

    @Test
    void whatWasDiscoveredSaysSoAndIsNotRemoved() throws Exception {
        BackendSpec found = site.backend("shop", "b").spec.withWeight(30);
        site.backend("shop", "b").mode = Mode.READY;
        site.discovery.put("shop", new DiscoveryReport("file x.yaml", 2, 1, 1, "there is no such file", 1));
        long left = new FakeTime().wallMillis() - 4 * 60_000;
        site.discovered = new Discovered(Map.of("shop", Map.of("b", new Discovered.Found(found, left))));
        String page = get("/pools/shop?open=b&remove=b").body();
        assertTrue(page.contains("Backends from file x.yaml: 2 found"), page);
        assertTrue(page.contains("One is found no more and drains."), page);
        assertTrue(page.contains("at the latest, in 6 min."), page);
        assertTrue(page.contains("there is no such file"), page);
        assertTrue(page.contains("discovery; not in the file"), page);
        assertTrue(page.contains("id=\"remove-a\""), page);
        assertFalse(page.contains("id=\"remove-b\""), page);
        assertFalse(page.contains("action=\"pools/shop/backends/b/remove\""), page);
        assertTrue(modes(page, "a").contains(">Ready<"), page);
        assertTrue(modes(page, "b").contains("mode-b-drain"), page);
        assertFalse(modes(page, "b").contains(">Ready<"), "being found again is what makes it ready");
        site.discovery.put("shop", new DiscoveryReport("DNS x", 0, 1, 1, "there is no name x", 1));
        assertTrue(get("/pools/shop").body().contains("Nobody is found: there is no name x."));
    }

    private static String modes(String page, String backend) {
        int from = page.indexOf("id=\"mode-" + backend + "\"");
        return page.substring(from, page.indexOf("</form>", from));
    }

    @Test
    void aWrongWeightStaysInItsFieldWithWhatToWriteInstead() throws Exception {
        HttpResponse<String> answer = post("/pools/shop/backends/c/weight", CSRF + "&weight=1001");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("value=\"1001\""));
        assertTrue(answer.body().contains("write a whole number from 0 to 1000"));
        assertTrue(answer.body().contains("<base href=\"../../../../\">"));
        assertEquals(40, site.backend("shop", "c").spec.weight());
    }

    @Test
    void aPoolPicksOtherwiseAndAsTheFileSaysAgain() throws Exception {
        assertFalse(get("/pools/shop").body().contains("id=\"policy-ring-hash\""));
        assertTrue(get("/pools/shop?policy=other").body().contains("id=\"policy-ring-hash\""));
        location(post("/pools/shop/policy", CSRF + "&type=round-robin&key=cookie&name=&subset=x"));
        assertEquals(new PolicySpec("round-robin"), site.pool("shop").policy);
        location(post("/pools/shop/policy", CSRF + "&type=ring-hash&key=cookie&name=sid&subset=2"));
        assertEquals(new PolicySpec("ring-hash", new HashKey.Cookie("sid"), 2), site.pool("shop").policy);
        String page = get("/pools/shop?policy=other").body();
        assertTrue(page.contains("Picks by ring-hash"), page);
        assertTrue(page.contains("Overridden; the file says: least-request."), page);
        assertTrue(page.contains("name=\"name\" value=\"sid\""), page);
        location(post("/pools/shop/policy", CSRF));
        assertNull(site.pool("shop").policy);
        assertFalse(get("/pools/shop").body().contains("Overridden"));
    }

    @Test
    void aWrongPolicyIsToldAtItsFieldsAndNothingTypedIsLost() throws Exception {
        HttpResponse<String> answer =
                post("/pools/shop/policy", CSRF + "&type=ring-hash&key=header&name=a%20b&subset=many&reason=why");
        assertEquals(422, answer.statusCode());
        String body = answer.body();
        assertTrue(body.contains("is not a field name"), body);
        assertTrue(body.contains("is not a whole number"), body);
        assertTrue(body.contains("value=\"a b\""), body);
        assertTrue(body.contains("value=\"why\""), body);
        assertEquals(422, post("/pools/shop/policy", CSRF + "&type=fastest").statusCode());
        assertEquals(404, post("/pools/none/policy", CSRF + "&type=random").statusCode());
        assertNull(site.pool("shop").policy);
    }

    @Test
    void aWrongBackendIsToldAtItsFieldsAndNothingTypedIsLost() throws Exception {
        HttpResponse<String> answer = post(
                "/pools/shop/backends", CSRF + "&url=ftp%3A%2F%2Fh&id=d%20d&weight=7&reason=%22more%22%20%3Cload%3E");
        assertEquals(422, answer.statusCode());
        String body = answer.body();
        assertTrue(body.contains("id=\"add-url-problem\""), body);
        assertTrue(body.contains("id=\"add-id-problem\""), body);
        assertFalse(body.contains("id=\"add-weight-problem\""), body);
        assertTrue(body.contains("value=\"ftp://h\""), body);
        assertTrue(body.contains("value=\"&#34;more&#34; &lt;load>\""), body);
        assertEquals(3, site.pool("shop").backends.size());
    }

    @Test
    void backendsAreAddedAndRemoved() throws Exception {
        location(post("/pools/shop/backends", CSRF + "&url=http%3A%2F%2F10.0.3.12%3A9004&id=d"));
        assertTrue(site.pool("shop").backends.containsKey("d"));
        assertEquals(
                422,
                post("/pools/shop/backends", CSRF + "&url=http%3A%2F%2F10.0.3.12%3A9005&id=d")
                        .statusCode());
        assertTrue(get("/pools/shop?remove=d").body().contains("Remove d?"));
        location(post("/pools/shop/backends/d/remove", CSRF + "&revision=5"));
        assertFalse(site.pool("shop").backends.containsKey("d"));
    }

    @Test
    void aRemovalOnOldKnowledgeIsRefusedAndAskedAgain() throws Exception {
        HttpResponse<String> answer = post("/pools/shop/backends/b/remove", CSRF + "&revision=3");
        assertEquals(409, answer.statusCode());
        assertTrue(answer.body().contains("it is at revision 4"), answer.body());
        assertTrue(answer.body().contains("Remove b?"), answer.body());
        assertTrue(site.pool("shop").backends.containsKey("b"));
    }

    @Test
    void theRoutingTableIsShownInItsOrderWithWhatTheFileSays() throws Exception {
        String body = get("/routes").body();
        Matcher names = Pattern.compile("id=\"place-([a-z]+)\"[^>]*>(\\d)<").matcher(body);
        StringBuilder order = new StringBuilder();
        while (names.find()) {
            order.append(names.group(2)).append(' ').append(names.group(1)).append(' ');
        }
        assertEquals("1 old 2 catalog 3 cart 4 orders 5 main ", order.toString());
        assertTrue(body.contains("/catalog and all below"), body);
        assertTrue(body.contains("Overridden; the file says: /catalog and all below → this application."), body);
        assertTrue(body.contains("redirect 308 to /catalog"), body);
        assertTrue(body.contains("everything else"), body);
    }

    @Test
    void aRouteIsSentElsewhereAndTheConsequenceIsSaidBefore() throws Exception {
        String asked = get("/routes?send=main").body();
        assertTrue(asked.contains("304 req/s go to this application now."), asked);
        assertTrue(asked.contains("It would serve 304 req/s more; new callers go to 1 of 3 backends."), asked);
        assertEquals(
                "/edge/tollgate/routes", location(post("/routes/main/send", CSRF + "&to=pool%2Fapi&reason=split")));
        assertEquals("old=redirect catalog=forward cart=forward orders=forward main=forward", site.routes());
        assertEquals("split", site.config.revisions(1).get(0).reason());
        assertTrue(get("/routes?done=5").body().contains("revisions/5/undo"));
        location(post("/revisions/5/undo", CSRF + "&back=routes"));
        assertEquals("old=redirect catalog=forward cart=forward orders=forward main=local", site.routes());
        location(post("/routes/catalog/follow", CSRF));
        assertEquals("old=redirect catalog=local cart=forward orders=forward main=local", site.routes());
    }

    @Test
    void aRouteGoesIntoMaintenanceAndTheConsequenceIsSaidBefore() throws Exception {
        String asked = get("/routes?maintain=cart").body();
        assertTrue(asked.contains("96 req/s would be answered with 503 and asked to come back in 1m."), asked);
        assertFalse(get("/routes").body().contains("In maintenance"));
        assertEquals(
                "/edge/tollgate/routes", location(post("/routes/cart/mode", CSRF + "&mode=maintenance&reason=db")));
        assertEquals("db", site.config.revisions(1).get(0).reason());
        String closed = get("/routes").body();
        assertTrue(closed.contains("<b class=\"watch\">in maintenance</b>"), closed);
        assertTrue(closed.contains("In maintenance: every request is answered with 503."), closed);
        assertFalse(closed.contains("id=\"maintain-cart\""), "it is there already");
        assertFalse(get("/routes?maintain=cart").body().contains("would be answered with 503"));
        location(post("/routes/cart/mode", CSRF + "&mode=ready"));
        assertFalse(get("/routes").body().contains("In maintenance"));
        assertEquals(422, post("/routes/cart/mode", CSRF + "&mode=drain").statusCode());
        assertEquals(422, post("/routes/none/mode", CSRF + "&mode=maintenance").statusCode());
        assertEquals(404, post("/routes/cart/mode", CSRF + "&mode=closed").statusCode());
    }

    @Test
    void aRouteThatIsOnlyInMaintenanceOverridesNothing() throws Exception {
        location(post("/routes/cart/mode", CSRF + "&mode=maintenance"));
        String body = get("/routes").body();
        assertFalse(body.contains("Overridden; the file says: /cart"), body);
        assertTrue(body.contains("Overridden; the file says: /catalog"), body);
    }

    @Test
    void aPoolThatServesNobodyIsSaidBefore() throws Exception {
        site.backend("api", "api-1").mode = Mode.MAINTENANCE;
        assertTrue(get("/routes?send=main").body().contains("No backend of api takes callers"));
    }

    @Test
    void aRouteIsAddedBeforeTheOneThatTakesEverythingAndRemoved() throws Exception {
        assertEquals("/edge/tollgate/routes", location(post("/routes", CSRF + "&path=%2Fnew&to=local&id=")));
        assertTrue(site.routes().endsWith("orders=forward new=local main=local"), site.routes());
        String asked = get("/routes?remove=new").body();
        assertTrue(asked.contains("at the latest to main: this application. It is not in the file"), asked);
        assertEquals(409, post("/routes/new/remove", CSRF + "&revision=1").statusCode());
        location(post("/routes/new/remove", CSRF + "&revision=5"));
        assertTrue(site.routes().endsWith("orders=forward main=local"), site.routes());
    }

    @Test
    void aWrongRouteIsToldAtItsFieldsAndKeepsWhatWasTyped() throws Exception {
        HttpResponse<String> answer = post("/routes", CSRF + "&path=new&host=a%20b&to=&id=x%2Fy");
        assertEquals(422, answer.statusCode());
        for (String field : new String[] {"path", "host", "to", "id"}) {
            assertTrue(answer.body().contains("id=\"add-" + field + "-problem\""), field);
        }
        assertTrue(answer.body().contains("value=\"a b\""), answer.body());
        HttpResponse<String> twice = post("/routes", CSRF + "&path=%2Fcart&to=local");
        assertEquals(422, twice.statusCode());
        assertTrue(twice.body().contains("There is a route \"cart\" already"), twice.body());
    }

    @Test
    void anActOnARouteThatIsNotThereIsRefused() throws Exception {
        assertEquals(422, post("/routes/none/send", CSRF + "&to=local").statusCode());
        assertEquals(404, post("/routes/main/send", CSRF + "&to=pool%2Fnone").statusCode());
        assertEquals(404, post("/routes/main/explode", CSRF).statusCode());
        assertEquals("/edge/tollgate/routes", location(get("/routes/main/send")));
    }

    @Test
    void whatCannotBeUndoneSaysWhy() throws Exception {
        HttpResponse<String> answer = post("/revisions/1/undo", CSRF + "&back=changes");
        assertEquals(422, answer.statusCode());
        assertTrue(answer.body().contains("Revision 1 came from the file; change the file."), answer.body());
    }

    @Test
    void anActDoesNotLeadToAnotherSite() throws Exception {
        for (String back : new String[] {"//evil.example", "https://evil.example", "pools/../../x", "pools//evil"}) {
            HttpResponse<String> answer = post("/revisions/4/undo", CSRF + "&back=" + back);
            assertEquals("/edge/tollgate/", location(answer), back);
        }
    }

    @Test
    void everyFormSendsItsTokenBack() throws Exception {
        String body = get("/pools/shop?open=a").body();
        Matcher form = Pattern.compile("(?s)<form method=\"post\".*?</form>|<form [^>]*method=\"post\".*?</form>")
                .matcher(body);
        int forms = 0;
        while (form.find()) {
            forms++;
            assertTrue(form.group().contains("name=\"csrf\" value=\"csrf-of-mira\""), form.group());
        }
        assertTrue(forms > 8, "found " + forms);
    }

    @Test
    void whatIsNotThereIs404AndAnActsAddressLeadsToItsPage() throws Exception {
        assertEquals(404, get("/pools/none").statusCode());
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(404, get("/static/../Views.class").statusCode());
        assertEquals("/edge/tollgate/pools/shop", location(get("/pools/shop/backends/a/mode")));
        assertEquals(404, post("/pools/shop/backends/a/explode", CSRF).statusCode());
    }

    @Test
    void filesAreKeptForGoodUnderTheAddressOfTheirContent() throws Exception {
        Matcher css = Pattern.compile("static/app\\.css\\?v=[0-9a-f]+").matcher(get("/").body());
        assertTrue(css.find());
        HttpResponse<String> file = get("/" + css.group());
        assertTrue(file.headers().firstValue("Cache-Control").orElseThrow().contains("immutable"));
        String tag = file.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, get("/static/app.css", "If-None-Match", tag).statusCode());
        assertEquals(
                "no-cache",
                get("/static/app.css").headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void signingInLeadsToWhereOneWantedAndAWrongPasswordKeepsTheName() throws Exception {
        assertEquals("/edge/tollgate/pools/shop", location(post("/login", "name=mira&password=right&next=pools/shop")));
        assertEquals("/edge/tollgate/", location(post("/login", "name=mira&password=right&next=//evil.example")));
        HttpResponse<String> wrong = post("/login", "name=mira&password=wrong");
        assertEquals(403, wrong.statusCode());
        assertTrue(wrong.body().contains("value=\"mira\""));
        assertTrue(wrong.body().contains("Name or password is wrong"));
        assertEquals("/edge/tollgate/login", location(post("/logout", CSRF)));
    }

    @Test
    void theReadersLanguageIsSpoken() throws Exception {
        assertTrue(get("/", "Accept-Language", "ko-KR,ko;q=0.9,en;q=0.5").body().contains("<html lang=\"ko\""));
        assertTrue(get("/", "Accept-Language", "fr").body().contains("<html lang=\"en\""));
        assertTrue(get("/", "Cookie", "tollgate-theme=dark").body().contains("data-theme=\"dark\""));
    }

    @Test
    void anAlarmIsLoud() throws Exception {
        site.pool("shop").failOpen = true;
        assertTrue(get("/changes").body().contains("Every backend of shop is down."));
    }
}
