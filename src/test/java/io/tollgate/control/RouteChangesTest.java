package io.tollgate.control;

import static io.tollgate.control.RouteWords.CLOSED;
import static io.tollgate.control.RouteWords.PAGES;
import static io.tollgate.control.RouteWords.STRIPPED;
import static io.tollgate.control.RouteWords.add;
import static io.tollgate.control.RouteWords.file;
import static io.tollgate.control.RouteWords.fileWithoutApi;
import static io.tollgate.control.RouteWords.follow;
import static io.tollgate.control.RouteWords.inForce;
import static io.tollgate.control.RouteWords.match;
import static io.tollgate.control.RouteWords.mode;
import static io.tollgate.control.RouteWords.order;
import static io.tollgate.control.RouteWords.remove;
import static io.tollgate.control.RouteWords.send;
import static io.tollgate.control.Setup.apply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Configuration;
import io.tollgate.model.Mode;
import io.tollgate.model.RouteSpec;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The routing table, changed live on top of the file. */
class RouteChangesTest {
    private static final String SHOP = "cart:/cart=shop main=local";

    private final Setup.MemoryStore store = new Setup.MemoryStore();

    private ConfigKeeper open(Configuration file) throws Exception {
        return Setup.keeper(file, store, new FakeTime());
    }

    @Test
    void sendsARouteElsewhereAndFollowsTheFileAgain() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        assertEquals(
                List.of("routes main: action {local: {}} → {forward: [api]}"),
                apply(live, send("main", "api")).diff());
        assertEquals("cart:/cart=shop main=api", inForce(live));
        assertEquals(
                List.of("routes main: action {forward: [api]} → {local: {}}"),
                apply(live, follow("main")).diff());
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void whatTheFileSaysAnywayOverridesNothing() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("main", "api"));
        apply(live, send("main", "local"), new Edit.SetMatch("cart", match("/cart")));
        assertEquals(Overlay.EMPTY, live.current().overlay());
        assertEquals(2, apply(live, send("main", "local")).number(), "changes nothing");
    }

    @Test
    void theRoutersTableIsTheOneInForce() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        Stage before = live.current().route();
        apply(live, send("main", "api"));
        assertNotSame(before, live.current().route());
    }

    @Test
    void addsARouteBeforeAnotherOrLast() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        assertEquals(
                List.of("routes catalog: added {id: catalog, match: {path: /catalog}, action: {forward: [api]}}"),
                apply(live, add("catalog:/catalog=api", "main")).diff());
        assertEquals("cart:/cart=shop catalog:/catalog=api main=local", inForce(live));
        apply(live, add("last:/last=shop", ""), add("first:/first=shop", "cart"));
        assertEquals(
                "first:/first=shop cart:/cart=shop catalog:/catalog=api main=local last:/last=shop", inForce(live));
    }

    @Test
    void changesWhatARouteTakes() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, new Edit.SetMatch("cart", match("/basket")), send("cart", "api"));
        assertEquals("cart:/basket=api main=local", inForce(live));
        apply(live, new Edit.SetMatch("cart", null));
        assertEquals("cart:/cart=api main=local", inForce(live));
    }

    @Test
    void limitsARouteAndLetsTheFileCountAgain() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        assertEquals(
                List.of("routes cart: timeouts.firstByte none → 1500ms", "routes cart: limits.body none → 1KiB"),
                apply(
                                live,
                                new Edit.SetTimeouts("cart", RouteWords.QUICK),
                                new Edit.SetLimits("cart", RouteWords.SMALL))
                        .diff());
        RouteSpec cart = Objects.requireNonNull(live.current().configuration().route("cart"));
        assertEquals(RouteWords.QUICK, cart.timeouts());
        assertEquals(RouteWords.SMALL, cart.limits());
        assertEquals("cart:/cart=shop main=local", inForce(live));
        apply(live, new Edit.SetTimeouts("cart", null), new Edit.SetLimits("cart", null));
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void ordersRoutesAndLeavesUnnamedOnesBehindTheirNeighbours() throws Exception {
        ConfigKeeper live = open(file("a:/a=shop b:/b=shop c:/c=shop main=local"));
        assertEquals(
                List.of("routes in the order c, a, b, main"),
                apply(live, order("c", "a", "b", "main")).diff());
        assertEquals("c:/c=shop a:/a=shop b:/b=shop main=local", inForce(live));
        apply(live, order("a", "c"));
        assertEquals("a:/a=shop b:/b=shop main=local c:/c=shop", inForce(live));
        apply(live, order("a", "b", "c", "main"));
        assertEquals(Overlay.EMPTY, live.current().overlay(), "the file's order");
    }

    @Test
    void removesRoutesAndBringsTheFilesBack() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, add("catalog:/catalog=api", "main"));
        apply(live, remove("catalog"), remove("cart"));
        assertEquals("main=local", inForce(live));
        apply(live, add("cart:/cart=api", ""));
        assertEquals("main=local cart:/cart=api", inForce(live));
        apply(live, follow("cart"));
        assertEquals("main=local cart:/cart=shop", inForce(live));
    }

    @Test
    void takesARouteIntoMaintenanceAndOutOfIt() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        assertEquals(
                List.of("routes cart: mode ready → maintenance"),
                apply(live, mode("cart", Mode.MAINTENANCE)).diff());
        assertEquals(SHOP, inForce(live), "what it does else is untouched");
        assertEquals(Verdict.GO_ON, live.current().route().handle(request("/")));
        assertEquals(
                new Verdict.Answer(503, ErrorReason.MAINTENANCE, Map.of("Retry-After", "60"), null),
                live.current().route().handle(request("/cart")));
        assertEquals(1, apply(live, mode("cart", Mode.MAINTENANCE)).number(), "changes nothing");
        assertEquals(
                List.of("routes cart: mode maintenance → ready"),
                apply(live, mode("cart", Mode.READY)).diff());
        assertEquals(Overlay.EMPTY, live.current().overlay());
        assertEquals(Verdict.GO_ON, live.current().route().handle(request("/cart")));
    }

    private static Exchange request(String path) {
        return FakeRequest.get(path).exchange();
    }

    @Test
    void maintenanceOutlivesARestartAndOtherChangesOfTheRoute() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, mode("cart", Mode.MAINTENANCE), send("cart", "api"));
        apply(live, follow("cart"));
        live.loadFile(file("cart:/basket=shop main=local"), "tollgate.yaml");
        assertEquals(Mode.MAINTENANCE, modeOf(open(file("cart:/basket=shop main=local")), "cart"));
        live.loadFile(file("main=local"), "tollgate.yaml");
        assertEquals(Overlay.EMPTY, live.current().overlay(), "it has left the file");
    }

    @Test
    void anAddedRouteStaysInMaintenanceWhenTheFileGetsIt() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, add("catalog:/catalog=api", "main"), mode("catalog", Mode.MAINTENANCE));
        live.loadFile(file("cart:/cart=shop catalog:/catalog=api main=local"), "tollgate.yaml");
        assertEquals(Mode.MAINTENANCE, modeOf(live, "catalog"));
        apply(live, remove("catalog"), add("catalog:/catalog=api", "main"));
        assertEquals(Mode.READY, modeOf(live, "catalog"), "brought back anew");
    }

    private static Mode modeOf(ConfigKeeper live, String route) {
        return live.current().overlay().routes().of(route).mode();
    }

    @Test
    void changesWhatARouteRewrites() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        assertEquals(
                List.of(
                        "routes cart: request.path none → {replacePrefix: /a}",
                        "routes cart: request.host '' → shop.internal",
                        "routes cart: request.headers.set {} → {X-Env: prod}",
                        "routes cart: request.headers.add {} → {X-Tag: ''}",
                        "routes cart: request.headers.remove [] → [X-Debug]"),
                apply(live, new Edit.SetRequest("cart", STRIPPED)).diff());
        assertEquals("shop.internal", rewriting(live).host());
        apply(live, new Edit.SetRequest("cart", null));
        assertEquals(Overlay.EMPTY, live.current().overlay());
        assertEquals("", rewriting(live).host());
    }

    private static Rewriting rewriting(ConfigKeeper live) {
        return live.current().rewriting(live.current().configuration().route("cart"));
    }

    @Test
    void refusesAPageThatIsNotThereAndChangesNothing() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        refused("routes[0].response.errors[0].page", live, new Edit.SetResponse("cart", PAGES));
        refused("routes[1].maintenance.page", live, new Edit.SetMaintenance("main", CLOSED));
        assertEquals(Overlay.EMPTY, live.current().overlay());
        assertEquals(0, live.current().revision());
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        refused("route", live, send("none", "api"));
        refused("route", live, mode("none", Mode.MAINTENANCE));
        refused("mode", live, mode("cart", Mode.DRAIN));
        refused("route", live, remove("none"));
        refused("id", live, add("cart:/x=api", ""));
        refused("before", live, add("x:/x=api", "none"));
        refused("routes[1].action.forward[0].pool", live, send("main", "none"));
        refused("routes", live, remove("cart"), remove("main"));
        apply(live, remove("cart"));
        refused("route", live, send("cart", "api"));
        refused("before", live, add("x:/x=api", "cart"));
        assertEquals("main=local", inForce(live));
    }

    private static void refused(String path, LiveConfig live, Edit... edits) {
        RefusedException refused = assertThrows(RefusedException.class, () -> apply(live, edits));
        assertEquals(path, refused.problems().get(0).path());
    }

    @Test
    void undoesEachKindOfChange() throws Exception {
        ConfigKeeper live = open(file("a:/a=shop b:/b=shop main=local"));
        for (Edit edit : List.of(
                send("a", "api"),
                new Edit.SetMatch("a", match("/x")),
                new Edit.SetRequest("a", STRIPPED),
                mode("a", Mode.MAINTENANCE),
                add("c:/c=api", "b"),
                remove("b"),
                order("main", "a", "b"))) {
            Overlay before = live.current().overlay();
            long number = apply(live, edit).number();
            live.undo(number, "bob", OptionalLong.empty());
            assertEquals(before, live.current().overlay(), edit.toString());
        }
    }

    @Test
    void anAddedRouteComesBackWhereItStood() throws Exception {
        ConfigKeeper live = open(file("a:/a=shop b:/b=shop main=local"));
        apply(live, add("c:/c=api", "b"), send("c", "shop"));
        long removal = apply(live, remove("c")).number();
        assertEquals("a:/a=shop b:/b=shop main=local", inForce(live));
        live.undo(removal, "bob", OptionalLong.empty());
        assertEquals("a:/a=shop c:/c=shop b:/b=shop main=local", inForce(live));
    }

    @Test
    void undoesOneOfTwoAdditionsButNotWhatAnotherBuiltOn() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, add("one:/one=api", "main"));
        apply(live, add("two:/two=api", "one"));
        live.undo(1, "bob", OptionalLong.empty());
        assertEquals("cart:/cart=shop two:/two=api main=local", inForce(live));
        apply(live, send("two", "shop"));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> live.undo(2, "bob", OptionalLong.empty()));
        assertEquals(
                "revision 4 has changed route two since",
                refused.problems().get(0).message());
    }

    @Test
    void doesNotBringARouteBackBeforeOneThatIsGone() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, add("one:/one=api", "main"), add("two:/two=api", "main"));
        long removal = apply(live, remove("one")).number();
        apply(live, remove("two"));
        RefusedException refused =
                assertThrows(RefusedException.class, () -> live.undo(removal, "bob", OptionalLong.empty()));
        assertEquals(
                "\"one\" stood before \"two\", which is gone",
                refused.problems().get(0).message());
    }

    @Test
    void theFilesOwnChangesGoOnUnderneath() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("main", "api"), add("catalog:/catalog=api", "main"));
        live.loadFile(file("new:/new=shop cart:/basket=shop main=shop"), "tollgate.yaml");
        assertEquals("new:/new=shop cart:/basket=shop catalog:/catalog=api main=api", inForce(live));
    }

    @Test
    void aChangeThatIsWrittenIntoTheFileIsTheFilesFromThenOn() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("cart", "api"), add("catalog:/catalog=api", "main"));
        Revision filed = live.loadFile(file("cart:/cart=api catalog:/catalog=api main=local"), "tollgate.yaml");
        assertEquals(Overlay.EMPTY, live.current().overlay());
        assertEquals(
                List.of("routes cart: belongs to the file now", "routes catalog: belongs to the file now"),
                filed.diff());
    }

    @Test
    void anOrderThatIsWrittenIntoTheFileIsTheFilesFromThenOn() throws Exception {
        ConfigKeeper live = open(file("a:/a=shop b:/b=shop main=local"));
        apply(live, order("b", "a", "main"));
        live.loadFile(file("b:/b=shop a:/a=shop main=local"), "tollgate.yaml");
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void aRouteThatLeavesTheFileTakesWhatWasSaidOfItAlong() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("cart", "api"));
        live.loadFile(file("main=local"), "tollgate.yaml");
        live.loadFile(file(SHOP), "tollgate.yaml");
        assertEquals(SHOP, inForce(live));
    }

    @Test
    void whatSendsToAPoolThatLeavesTheFileIsForgotten() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("main", "api"), add("catalog:/catalog=api", "main"), add("x:/x=shop", "main"));
        live.loadFile(fileWithoutApi(SHOP), "tollgate.yaml");
        assertEquals("cart:/cart=shop x:/x=shop main=local", inForce(live));
    }

    @Test
    void aTableOfNothingFollowsTheFileAgain() throws Exception {
        ConfigKeeper live = open(file("main=local"));
        apply(live, add("only=api", "main"), remove("main"));
        assertEquals("only=api", inForce(live));
        live.loadFile(fileWithoutApi("main=local"), "tollgate.yaml");
        assertEquals("main=local", inForce(live));
        assertEquals(Overlay.EMPTY, live.current().overlay());
    }

    @Test
    void aRestartFindsTheTableAgainAndFitsItToAFileThatChangedMeanwhile() throws Exception {
        ConfigKeeper live = open(file(SHOP));
        apply(live, send("main", "shop"), add("catalog:/catalog=api", "main"), order("main", "catalog", "cart"));
        assertEquals("main=shop catalog:/catalog=api cart:/cart=shop", inForce(open(file(SHOP))));
        ConfigKeeper fitted = open(fileWithoutApi(SHOP));
        assertEquals("main=shop cart:/cart=shop", inForce(fitted));
        assertEquals(
                List.of(
                        "route catalog: left the file, or its pool did; forgotten",
                        "the order of routes: fitted to the file"),
                fitted.revisions(1).get(0).diff());
    }
}
