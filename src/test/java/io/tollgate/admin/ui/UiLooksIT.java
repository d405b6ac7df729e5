package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Looks;
import io.tollgate.time.SystemClock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the pages look, kept as pictures; that they fit, are accessible, and run under their own strict policy. */
class UiLooksIT {
    private static final Map<String, String> PAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("overview", "/"),
            Map.entry("pools", "/pools"),
            Map.entry("pool", "/pools/shop"),
            Map.entry("pool-api", "/pools/api"),
            Map.entry("pool-policy", "/pools/shop?policy=other"),
            Map.entry("pool-open", "/pools/shop?open=a"),
            Map.entry("pool-remove", "/pools/shop?remove=b&done=4"),
            Map.entry("pool-long", "/pools/stock?open=stock-eu-west-1a-canary"),
            Map.entry("routes", "/routes"),
            Map.entry("routes-send", "/routes?send=catalog&done=4"),
            Map.entry("routes-remove", "/routes?remove=orders"),
            Map.entry("changes", "/changes"),
            Map.entry("login", "/login")));

    private static UiServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        MadeUpSite site = BusySite.at(new SystemClock());
        site.add("stock", "stock-eu-west-1a-canary", 9201, 1000, 100_000).spec = new BackendSpec(
                "stock-eu-west-1a-canary",
                new BackendUrl("http", "stock-canary-7.internal.eu-west-1.example.com", 19_201),
                1000,
                0,
                "eu-west-1a",
                100_000);
        server = new UiServer(site, new SystemClock(), "/", "/*");
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
            for (int width : List.of(1280, 1262, 900, 360)) {
                Page page = browser.open(width, colours, true);
                PAGES.forEach((name, path) -> look(page, name, path, width, colours));
                assertEquals(List.of(), browser.complaints());
                page.context().close();
            }
        }
    }

    private static void look(Page page, String name, String path, int width, ColorScheme colours) {
        page.navigate(server.url() + path);
        Looks.keepAndCheck(page, Looks.name(name, width, colours));
    }
}
