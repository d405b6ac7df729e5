package io.tollgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Site;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator steers live traffic from a real browser, with scripts and without, and no caller notices. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#wholeAndPart")
class PageIT {
    private static final Pattern SESSIONS_LEFT = Pattern.compile("(\\d+|no) sessions?");

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    @SuppressWarnings("NullAway.Init")
    private static Traffic traffic;

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    /** JUnit hands {@link #start} only what the constructor takes, too. */
    PageIT(Form form) {}

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        browser = new Browser();
        site = Site.start(
                form,
                folder,
                config -> config.pool("affinity: {type: cookie, idle: 4s}").pool("rollout: {settle: 0s, slowdown: 0}"));
        traffic = new Traffic(site.tollgate().data(), 18);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        traffic.close();
        site.close();
        browser.close();
    }

    @AfterEach
    void noCallerHasNoticed() {
        traffic.assertUnharmed();
    }

    private static AdminPage open(String path, boolean scripts) {
        return AdminPage.signedIn(browser, site.tollgate().admin(), scripts, path);
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void onlyTheRightPasswordOpensThePageUntilOneSignsOut(boolean scripts) {
        try (AdminPage page = new AdminPage(browser, site.tollgate().admin(), scripts)) {
            page.open("pools/shop");
            assertThat(page.at("password")).isVisible();
            page.signIn("wrong");
            assertThat(page.at("refused")).containsText("Name or password is wrong");
            page.refusedWith(403);

            page.signIn(TollgateProcess.PASSWORD);
            page.arrived("pools/shop");
            assertThat(page.page().locator("h1")).hasText("shop");
            page.page().getByText("Sign out").click();
            page.arrived("login");
            page.open("pools/shop");
            assertThat(page.at("password")).isVisible();
            page.assertCalm();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void theOverviewTellsWhatIsGoingOn(boolean scripts) {
        try (AdminPage page = open("", scripts)) {
            page.sees(() -> page.rate() > 0);
            page.sees("top-health", "3 up. Nothing needs you.");
            double before = page.rate();
            try (LoadDriver more = LoadDriver.atRate(site.tollgate().data(), 4, 80)) {
                page.sees(() -> page.rate() > before + 20);
                assertEquals(0, more.stop().failures());
            }
            page.assertCalm();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aBackendIsDrainedCalledBackAndPutAside(boolean scripts) {
        traffic.seat("b", 6);
        try (AdminPage page = open("pools/shop", scripts)) {
            page.at("mode-b-drain").click();
            page.sees("state-b", "draining");
            page.sees("note-b", "Draining for");
            page.sees(() -> sessionsLeft(page) == traffic.seatedAt("b"));
            assertEquals(0, traffic.shareOfNext(40, "b"));
            long seated = traffic.seatedAt("b");
            traffic.leave("b", seated / 2);
            page.sees(() -> sessionsLeft(page) == seated - seated / 2);

            page.at("cancel-b").click();
            page.sees("state-b", "up");
            assertThat(page.at("note-b")).isHidden();
            assertTrue(traffic.shareOfNext(40, "b") > 0);

            // Maintenance ends sessions, and nobody may lose one here.
            traffic.leave("b", Long.MAX_VALUE);
            page.sees(() -> page.figure(page.at("sessions-b")) == 0);
            page.at("mode-b-maintenance").click();
            page.sees("state-b", "maintenance");
            assertEquals(0, traffic.shareOfNext(40, "b"));
            page.at("mode-b-ready").click();
            page.sees("state-b", "up");
            assertTrue(traffic.shareOfNext(40, "b") > 0);
            page.assertCalm();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aDrainWithADeadlineIsExtended(boolean scripts) {
        traffic.seat("b", 2);
        try (AdminPage page = open("pools/shop", scripts)) {
            page.open("pools/shop?open=b");
            page.at("deadline-b").selectOption("30");
            page.at("drain-b").click();
            page.sees("note-b", "at the latest, in 29 min");
            page.at("extend-b-15").click();
            page.sees("note-b", "at the latest, in 44 min");
            page.at("cancel-b").click();
            page.sees("state-b", "up");
            page.assertCalm();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aBackendIsDeployedAnew(boolean scripts) {
        traffic.seat("c", 3);
        try (AdminPage page = open("pools/shop", scripts)) {
            page.at("deploy").click();
            page.at("add-drain").fill("5m");
            page.at("add-backends").fill("c");
            page.at("rollout-start").click();
            page.sees("rollout", "0 of 1 are done");
            page.sees("note-c", "Draining for");
            page.sees("note-c", "were there when it began");
            traffic.leave("c", Long.MAX_VALUE);
            page.sees("rollout", "is being renewed");
            page.at("rollout-done").click();
            page.sees("rollout", "has finished: 1 of 1 are done");
            page.sees("state-c", "up");
            assertTrue(traffic.shareOfNext(40, "c") > 0);
            page.assertCalm();
        }
    }

    private static long sessionsLeft(AdminPage page) {
        Matcher left = SESSIONS_LEFT.matcher(page.at("note-b").innerText());
        if (!left.find()) {
            return -1;
        }
        return left.group(1).equals("no") ? 0 : Long.parseLong(left.group(1));
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void weightsShiftTrafficUntilTheFileIsFollowedAgain(boolean scripts) {
        try (AdminPage page = open("pools/shop", scripts)) {
            Locator weight = page.at("weight-a-field");
            Locator share = page.at("weight-a").locator("output");
            assertThat(share).hasText("33 %");
            weight.fill("300");
            weight.press("Enter");
            assertThat(page.at("notice")).containsText("shop/a: weight 100 → 300");
            assertThat(page.at("note-a")).containsText("Weight overridden; the file says 100.");
            assertThat(share).hasText("60 %");
            assertEquals(0.6, traffic.shareOfNext(100, "a"), 0.1);

            page.step("a", "less");
            assertThat(page.at("notice")).containsText("300 → 290");
            assertThat(share).hasText("59 %");
            page.step("a", "more");
            assertThat(page.at("notice")).containsText("290 → 300");
            assertThat(weight).hasValue("300");

            weight.fill("2000");
            weight.press("Enter");
            assertThat(page.at("weight-a-problem")).containsText("from 0 to 1000");
            assertThat(weight).hasValue("2000");
            page.refusedWith(422);

            page.at("follow-a").click();
            assertThat(weight).hasValue("100");
            assertThat(share).hasText("33 %");
            assertThat(page.at("note-a")).isHidden();
            page.assertCalm();
        }
    }

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aBackendIsAddedTakesTrafficAndIsRemovedAndEachIsUndone(boolean scripts) {
        try (BackendProcess added = BackendProcess.start("d");
                AdminPage page = open("pools/shop", scripts)) {
            page.at("add-url").fill("127.0.0.1:" + added.port());
            page.at("add-id").fill("d");
            page.at("add-reason").fill("more load");
            page.at("add-go").click();
            assertThat(page.at("add-url-problem")).containsText("such as http://10.0.0.5:8080");
            assertThat(page.at("add-url")).hasValue("127.0.0.1:" + added.port());
            assertThat(page.at("add-id")).hasValue("d");
            assertThat(page.at("add-reason")).hasValue("more load");
            page.refusedWith(422);

            page.at("add-url").fill(added.url());
            page.at("add-go").click();
            page.sees("state-d", "up");
            page.sees(() -> page.figure(page.at("rate-d")) > 0);
            assertTrue(added.count("requests") > 0);

            remove(page, "d");
            assertThat(page.at("notice")).containsText("shop/d: removed");
            assertEquals(0, traffic.shareOfNext(20, "d"));
            page.at("notice").locator("button").click();
            page.sees("state-d", "up");

            page.open("changes");
            List<Locator> lines = page.at("changes").locator("li").all();
            assertThat(lines.get(0)).containsText("admin");
            assertThat(lines.get(0)).containsText("shop/d: added");
            assertThat(lines.get(1)).containsText("shop/d: removed");
            assertThat(lines.get(1)).containsText("“no longer needed”");
            assertThat(lines.get(2)).containsText("“more load”");
            lines.get(0).locator("button").click();
            assertThat(page.at("notice")).containsText("shop/d: removed");
            assertThat(page.at("changes").locator("li").first()).containsText("shop/d: removed");
            page.assertCalm();
            page.open("pools/shop");
            assertThat(page.at("backend-d")).hasCount(0);
        }
    }

    /** Those who drain serve on where nobody else does, so that nobody is harmed even when it is done. */
    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void theLastOneIsTakenOnlyWhenTheQuestionIsAnswered(boolean scripts) {
        try (AdminPage page = open("pools/shop", scripts)) {
            for (String backend : List.of("b", "c")) {
                page.at("mode-" + backend + "-drain").click();
                page.sees("state-" + backend, "draining");
            }
            page.at("open-a").click();
            page.at("deadline-a").selectOption("60");
            page.at("reason-a").fill("power is cut");
            page.at("drain-a").click();
            assertThat(page.at("ask-a")).containsText("Set a to Drain?");
            assertThat(page.at("ask-a")).containsText("Nobody who is ready and well would be left");
            assertThat(page.at("state-a")).containsText("up");
            assertThat(page.at("mode-a-reason")).hasValue("power is cut");
            page.refusedWith(409);

            page.at("mode-a-go").click();
            page.sees("state-a", "draining");
            page.sees("note-a", "Ends by");
            assertTrue(traffic.shareOfNext(40, "a") > 0);
            page.open("changes");
            assertThat(page.at("changes").locator("li").first()).containsText("“power is cut”");
            page.open("pools/shop");
            for (String backend : List.of("a", "b", "c")) {
                page.at("cancel-" + backend).click();
                page.sees("state-" + backend, "up");
            }
            page.assertCalm();
        }
    }

    private static void remove(AdminPage page, String backend) {
        page.at("remove-" + backend).click();
        assertThat(page.at("ask-" + backend)).containsText("Remove " + backend + "?");
        page.at("remove-" + backend + "-reason").fill("no longer needed");
        page.at("remove-" + backend + "-go").click();
        assertThat(page.at("backend-" + backend)).hasCount(0);
    }

    @Test
    void aHalfTypedWeightSurvivesRefreshes() {
        try (AdminPage page = open("pools/shop", true)) {
            page.at("weight-c-field").fill("7");
            page.refreshes(3);
            assertThat(page.at("weight-c-field")).hasValue("7");
            assertThat(page.at("weight-c-field")).isFocused();
            assertThat(page.at("weight-c").locator("output")).hasText("→ 3 %");
            page.at("weight-c-field").press("Escape");
            assertThat(page.at("weight-c-field")).hasValue("100");
            page.assertCalm();
        }
    }
}
