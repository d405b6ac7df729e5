package io.tollgate.admin.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import io.tollgate.testing.Browser;
import io.tollgate.time.SystemClock;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator's hands on the page, with scripts and without. */
class UiHandsIT {
    private static Browser browser;

    private final MadeUpSite site = BusySite.at(new SystemClock());
    private UiServer server;
    private Page page;

    @BeforeAll
    static void launch() {
        browser = new Browser();
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    @BeforeEach
    void start() throws Exception {
        server = new UiServer(site, new SystemClock(), "/edge", "/tollgate/*");
        page = browser.open(1280, ColorScheme.LIGHT, true);
    }

    @AfterEach
    void stop() throws Exception {
        page.context().close();
        server.stop();
    }

    private void open(String path) {
        page.navigate(server.url() + "/edge/tollgate" + path);
        page.evaluate("window.notReloaded = true");
    }

    private Locator at(String id) {
        return page.locator("[id='" + id + "']");
    }

    private void rate(String backend, double rate) {
        site.backend("shop", backend).figures = new Figures(rate, 0, 5, 20, 50);
    }

    private void assertNotReloaded() {
        assertEquals(true, page.evaluate("window.notReloaded === true"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void figuresMoveWhileAHalfTypedWeightAndItsFocusStay() {
        open("/pools/shop");
        at("weight-a-field").fill("60");
        assertThat(page.locator("#weight-a output")).hasText("→ 60 %");
        rate("a", 4321);
        assertThat(at("rate-a")).hasText("4,321");
        site.backend("shop", "a").mode = Mode.DRAIN;
        assertThat(at("state-a")).containsText("draining");
        assertThat(at("weight-a-field")).hasValue("60");
        assertThat(at("weight-a-field")).isFocused();
        assertNotReloaded();
    }

    @Test
    void aWeightIsSteppedSetAndUndone() {
        open("/pools/shop");
        at("weight-a-more").click();
        at("weight-a-more").click();
        assertThat(at("weight-a-field")).hasValue("120");
        assertEquals(100, site.backend("shop", "a").spec.weight(), "a step alone changes nothing yet");
        at("weight-a-set").click();
        assertThat(at("notice")).containsText("shop/a: weight 100 → 120");
        assertThat(at("note-a")).containsText("the file says 100");
        at("notice").getByText("Undo").click();
        assertThat(at("weight-a-field")).hasValue("100");
        assertEquals(100, site.backend("shop", "a").spec.weight());
        assertNotReloaded();
    }

    @Test
    void anActThatWouldOverloadIsAskedAndTheQuestionSurvivesRefreshes() {
        site.backend("shop", "c").mode = Mode.MAINTENANCE;
        open("/pools/shop");
        at("mode-a-drain").click();
        assertThat(at("notice")).containsText("Not done");
        assertThat(at("ask-a")).containsText("Set a to Drain?");
        rate("a", 4321);
        assertThat(at("rate-a")).hasText("4,321");
        assertThat(at("ask-a")).containsText("Nobody who is ready and well would be left");
        assertThat(at("state-a")).containsText("up");
        at("mode-a-reason").fill("power");
        at("mode-a-go").click();
        assertThat(at("state-a")).containsText("draining");
        assertThat(at("ask-a")).isHidden();
        assertEquals("power", site.config.revisions(1).get(0).reason());
        browser.complaints().removeIf(line -> line.contains("status of 409"));
        assertNotReloaded();
    }

    @Test
    void enterInTheWeightSetsIt() {
        open("/pools/shop");
        at("weight-a-field").fill("70");
        at("weight-a-field").press("Enter");
        assertThat(at("notice")).containsText("weight 100 → 70");
        assertNotReloaded();
    }

    @Test
    void aDrainTellsItsConsequenceFirstAndItsOutcomeAfter() {
        open("/pools/shop");
        at("mode-a-drain").hover();
        assertThat(at("tip-a-drain")).isVisible();
        assertThat(at("tip-a-drain")).containsText("a holds 21 of 52 sessions and 46 % of requests.");
        at("mode-a-drain").click();
        assertThat(at("state-a")).containsText("draining");
        assertThat(at("note-a")).containsText("21 sessions and 34 requests in flight left");
        assertThat(at("notice")).containsText("shop/a: mode ready → drain");
        assertThat(at("revision")).hasText("revision 5");
        at("finish-a").click();
        assertThat(at("state-a")).containsText("maintenance");
        assertThat(at("note-a")).isHidden();
        assertNotReloaded();
    }

    @Test
    void somebodyElsesChangesAppearByThemselves() throws Exception {
        open("/pools/shop");
        site.config.apply(
                Change.of(
                        "jun",
                        "",
                        new Edit.AddBackend(
                                "shop", new BackendSpec("d", new BackendUrl("http", "h", 1), 100, 0, "", 0))),
                OptionalLong.empty());
        assertThat(at("backend-d")).isVisible();
        site.config.apply(Change.of("jun", "", new Edit.RemoveBackend("shop", "d")), OptionalLong.empty());
        assertThat(at("backend-d")).hasCount(0);
        assertNotReloaded();
    }

    @Test
    void aBackendIsAddedWithNothingLostOnTheWayAndRemovedAfterAQuestion() {
        open("/pools/shop");
        at("add-url").fill("10.0.3.14:9004");
        at("add-id").fill("d");
        at("add-go").click();
        assertThat(at("add-url-problem")).containsText("such as http://10.0.0.5:8080");
        assertThat(at("add-id")).hasValue("d");
        at("add-url").fill("http://10.0.3.14:9004");
        at("add-go").click();
        assertThat(at("backend-d")).isVisible();
        assertThat(at("add-url")).hasValue("");
        // Chromium notes the refusal in its console, which is no complaint of the page.
        browser.complaints().removeIf(c -> c.contains("422"));
        at("remove-d").click();
        assertThat(at("ask-d")).containsText("Remove d?");
        rate("a", 77);
        assertThat(at("rate-a")).hasText("77");
        assertThat(at("ask-d")).isVisible();
        at("remove-d-reason").fill("mistake");
        at("remove-d-go").click();
        assertThat(at("backend-d")).hasCount(0);
        assertThat(at("notice")).containsText("shop/d: removed");
        assertEquals("mistake", site.config.revisions(1).get(0).reason());
        assertNotReloaded();
    }

    @Test
    void thePageIsWorkedFromTheKeyboard() {
        open("/pools/shop");
        page.keyboard().press("/");
        assertThat(at("find")).isFocused();
        page.keyboard().type("drain");
        assertThat(at("backend-a")).isHidden();
        assertThat(at("backend-b")).isVisible();
        page.keyboard().press("Escape");
        assertThat(at("backend-a")).isVisible();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(at("open-b")).isFocused();
        page.keyboard().press("Enter");
        assertThat(at("drawer-b")).containsText("Latest probes");
        rate("b", 5);
        assertThat(at("rate-b")).hasText("5.0");
        assertThat(at("drawer-b")).isVisible();
        assertThat(at("open-b")).isFocused();
        page.keyboard().press("Enter");
        assertThat(at("drawer-b")).isHidden();
        page.keyboard().press("?");
        assertThat(at("keys-dialog")).isVisible();
        page.keyboard().press("Escape");
        assertThat(at("keys-dialog")).isHidden();
        assertNotReloaded();
    }

    @Test
    void figuresThatGetNoNewsSaySinceWhen() throws Exception {
        open("/pools/shop");
        server.stopAnswering();
        assertThat(at("stale")).hasText(Pattern.compile("No answer from Tollgate since \\d\\d:\\d\\d:\\d\\d\\. .*"));
        assertThat(page.locator("body")).hasClass("stale");
    }

    @Test
    void theSwitchForDarkIsKept() {
        open("/");
        at("theme").click();
        page.navigate(server.url() + "/edge/tollgate/pools/shop");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void everythingIsDoneWithoutScriptsToo() {
        page.context().close();
        page = browser.open(1280, ColorScheme.LIGHT, false);
        page.navigate(server.url() + "/edge/tollgate/pools/shop");
        at("mode-a-drain").click();
        assertThat(at("notice")).containsText("shop/a: mode ready → drain");
        at("notice").getByText("Undo").click();
        assertEquals(Mode.READY, site.backend("shop", "a").mode);
        at("weight-a-less").click();
        assertThat(at("weight-a-field")).hasValue("90");
        at("weight-a-field").fill("2000");
        at("weight-a-field").press("Enter");
        assertThat(at("weight-a-problem")).containsText("from 0 to 1000");
        assertThat(at("weight-a-field")).hasValue("2000");
        at("follow-a").click();
        assertThat(at("weight-a-field")).hasValue("100");
        at("add-url").fill("nonsense");
        at("add-id").fill("d");
        at("add-go").click();
        assertThat(at("add-id")).hasValue("d");
        at("add-url").fill("http://10.0.3.14:9004");
        at("add-go").click();
        assertThat(at("backend-d")).isVisible();
        at("remove-d").click();
        at("remove-d-go").click();
        assertThat(at("backend-d")).hasCount(0);
        at("open-b").click();
        assertThat(at("drawer-b")).containsText("Latest probes");
        page.getByText("Changes").first().click();
        assertThat(at("changes")).containsText("shop/d: removed");
        assertFalse(at("theme").isVisible());
        page.locator("#changes button").first().click();
        assertTrue(site.pool("shop").backends.containsKey("d"));
    }

    @Test
    void aPoolPicksOtherwiseAndBackWithoutReloading() {
        open("/pools/shop");
        at("policy").click();
        assertThat(at("ask-policy")).containsText(" req/s are picked by least-request now.");
        at("policy-reason").fill("slow ones");
        at("policy-reason").press("Enter");
        assertThat(at("ask-policy")).isHidden();
        assertThat(at("pool-settings")).containsText("Picks by least-request");
        at("policy").click();
        at("policy-reason").fill("slow ones");
        at("policy-key").selectOption("cookie");
        at("policy-ring-hash").click();
        assertThat(at("ask-policy")).containsText("is not a cookie name");
        assertThat(at("policy-reason")).hasValue("slow ones");
        at("policy-least-time").click();
        assertThat(at("pool-settings")).containsText("Picks by least-time");
        assertThat(at("ask-policy")).isHidden();
        assertThat(at("notice")).containsText("Done as revision");
        at("policy-follow").click();
        assertThat(at("pool-settings")).containsText("Picks by least-request");
        assertThat(at("policy-override")).isHidden();
        browser.complaints().removeIf(line -> line.contains("status of 422"));
        assertNotReloaded();
    }

    @Test
    void aRouteIsSentElsewhereAndBackWithoutReloading() {
        open("/routes");
        assertThat(at("does-main")).hasText("this application");
        at("send-main").click();
        assertThat(at("ask-send-main")).containsText("304 req/s go to this application now.");
        at("send-main-reason").fill("split");
        at("send-main-pool/shop").click();
        assertThat(at("does-main")).hasText("pool shop");
        assertThat(at("ask-send-main")).isHidden();
        assertThat(at("note-main")).containsText("the file says: everything → this application");
        assertThat(at("notice")).containsText("Done as revision 5");
        at("notice").locator("button").click();
        assertThat(at("does-main")).hasText("this application");
        assertThat(at("note-main")).isHidden();
        assertNotReloaded();
    }

    @Test
    void aHalfWrittenReasonSurvivesRefreshesOfTheRoutes() {
        open("/routes?send=main");
        at("send-main-reason").fill("because");
        site.routeFigures.put("main", new Figures(99, 0, 2, 9, 20));
        assertThat(at("rate-main")).hasText("99");
        assertThat(at("send-main-reason")).hasValue("because");
        assertThat(at("send-main-reason")).isFocused();
        assertNotReloaded();
    }

    @Test
    void aRouteIsAddedAndRemovedWithoutReloading() {
        open("/routes");
        at("add-path").fill("/new");
        at("add-go").click();
        assertThat(at("add-to-problem")).containsText("Missing; choose where the route sends.");
        assertThat(at("add-path")).hasValue("/new");
        browser.complaints().removeIf(line -> line.contains("status of 422"));
        at("add-to").selectOption("pool/api");
        at("add-go").click();
        assertThat(at("place-new")).hasText("5");
        assertThat(at("place-main")).hasText("6");
        assertThat(at("source-new")).hasText("added by an operator");
        assertThat(at("add-path")).hasValue("");
        at("remove-new").click();
        at("remove-new-go").click();
        assertThat(at("route-new")).hasCount(0);
        assertNotReloaded();
    }
}
