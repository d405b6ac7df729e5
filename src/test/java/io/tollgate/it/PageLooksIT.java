package io.tollgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.Looks;
import io.tollgate.testing.Site;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages over live traffic, in the middle of a drain: they fit, are accessible, and speak the reader's language. */
class PageLooksIT {
    private static final Map<String, String> MAIN = Map.of("live-overview", "", "live-pool", "pools/shop");
    private static final Map<String, String> FURTHER = Map.of(
            "live-login", "login",
            "live-pools", "pools",
            "live-pool-open", "pools/shop?open=b",
            "live-pool-remove", "pools/shop?remove=c",
            "live-routes", "routes",
            "live-routes-send", "routes?send=default",
            "live-changes", "changes");

    @TempDir
    static Path folder;

    private static Site site;
    private static Traffic traffic;
    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = new Browser();
        site = Site.start(Form.JAR, folder, config -> config.pool("affinity: {type: cookie}"));
        traffic = new Traffic(site.tollgate().data(), 24);
        AdminClient rest = site.tollgate().rest();
        rest.patch("a", "{\"weight\": 150, \"reason\": \"new machine\"}");
        rest.patch("b", "{\"mode\": \"drain\", \"deadline\": \"30m\", \"reason\": \"kernel update\"}");
    }

    @AfterAll
    static void stop() {
        traffic.close();
        site.close();
        browser.close();
    }

    private static Page signedIn(int width, ColorScheme colours, String language) {
        Page page = browser.open(width, colours, true, language);
        page.navigate(address(""));
        page.locator("#name").fill("admin");
        page.locator("#password").fill(TollgateProcess.PASSWORD);
        page.locator("button.go").click();
        page.waitForURL(address(""));
        return page;
    }

    private static String address(String path) {
        return site.tollgate().admin() + "/" + path;
    }

    @Test
    void theMainPagesFitAndAreAccessible() {
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            look(MAIN, 1280, colours);
            look(MAIN, 360, colours);
        }
        traffic.assertUnharmed();
    }

    @Test
    void theFurtherPagesFitAndAreAccessible() {
        look(FURTHER, 1280, ColorScheme.LIGHT);
        look(FURTHER, 360, ColorScheme.DARK);
    }

    private static void look(Map<String, String> pages, int width, ColorScheme colours) {
        Page page = signedIn(width, colours, "en-US");
        pages.forEach((name, path) -> {
            page.navigate(address(path));
            Looks.keepAndCheck(page, Looks.name(name, width, colours));
        });
        assertEquals(List.of(), browser.complaints());
        page.context().close();
    }

    @Test
    void koreansReadKorean() {
        Page page = signedIn(360, ColorScheme.LIGHT, "ko-KR");
        assertThat(page.locator("html")).hasAttribute("lang", "ko");
        page.navigate(address("pools/shop"));
        assertThat(page.locator("#mode-b-ready")).hasText("준비");
        Looks.keepAndCheck(page, Looks.name("live-pool-ko", 360, ColorScheme.LIGHT));
        assertEquals(List.of(), browser.complaints());
        page.context().close();
    }
}
