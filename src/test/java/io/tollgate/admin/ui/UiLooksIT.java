package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.time.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the pages look, kept as pictures; that they fit, are accessible, and run under their own strict policy. */
class UiLooksIT {
    private static final Path PICTURES =
            Path.of(System.getProperty("tollgate.build", "target")).resolve("screenshots");
    private static final Map<String, String> PAGES = new TreeMap<>(Map.of(
            "overview", "/",
            "pools", "/pools",
            "pool", "/pools/shop",
            "pool-api", "/pools/api",
            "pool-open", "/pools/shop?open=a",
            "pool-remove", "/pools/shop?remove=b&done=4",
            "changes", "/changes",
            "login", "/login"));

    private static UiServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = new UiServer(BusySite.at(new SystemClock()), new SystemClock(), "/", "/*");
        browser = new Browser();
    }

    @AfterAll
    static void stop() throws Exception {
        browser.close();
        server.stop();
    }

    @Test
    void pagesFitAndAreAccessibleInLightAndDark() {
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 900, 360)) {
                Page page = browser.open(width, colours, true);
                PAGES.forEach((name, path) -> look(page, name, path, width, colours));
                page.context().close();
            }
        }
        assertEquals(List.of(), browser.complaints());
    }

    private static void look(Page page, String name, String path, int width, ColorScheme colours) {
        String shot = name + "-" + width + "-" + (colours == ColorScheme.DARK ? "dark" : "light");
        page.navigate(server.url() + path);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(shot + ".png"))
                .setFullPage(true));
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, overflow, shot + " is wider than its window");
        List<String> violations = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(UiLooksIT::describe)
                        .toList();
        assertTrue(violations.isEmpty(), shot + ": " + violations);
    }

    private static String describe(Rule rule) {
        return rule.getId() + " "
                + rule.getNodes().stream().map(n -> n.getHtml()).toList();
    }
}
