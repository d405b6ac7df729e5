package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tollgate.testing.Browser;
import io.tollgate.testing.TollgateProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The admin page in a window of its own, as an operator sees it. With scripts it must tell news by itself, and is never
 * loaded again; without, the operator loads it again.
 */
public final class AdminPage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WIDTH = 1280;

    private final Browser browser;
    private final Page page;
    private final String root;
    private final boolean scripts;

    public AdminPage(Browser browser, URI admin, boolean scripts) {
        this.browser = browser;
        this.page = browser.open(WIDTH, ColorScheme.LIGHT, scripts);
        this.root = admin + "/";
        this.scripts = scripts;
    }

    /** Opens a page, such as {@code pools/shop}, as somebody who has signed in. */
    public static AdminPage signedIn(Browser browser, URI admin, boolean scripts, String path) {
        AdminPage opened = new AdminPage(browser, admin, scripts);
        opened.open(path);
        opened.signIn(TollgateProcess.PASSWORD);
        opened.arrived(path);
        return opened;
    }

    Page page() {
        return page;
    }

    /** Goes to a page by its address, such as {@code pools/shop}. */
    void open(String path) {
        page.navigate(root + path);
        mark();
    }

    /** Waits until an act has led to that page. */
    void arrived(String path) {
        page.waitForURL(root + path);
        mark();
    }

    private void mark() {
        if (scripts) {
            page.evaluate("window.notReloaded = true");
        }
    }

    void signIn(String password) {
        at("name").fill("admin");
        at("password").fill(password);
        page.locator("button.go").click();
    }

    /** The element of that id. */
    public Locator at(String id) {
        return page.locator("[id='" + id + "']");
    }

    /** The number that begins the element's text, before its unit and window; NaN when there is none. */
    public double figure(Locator element) {
        String text = (String) element.evaluate("e => e.firstChild.data");
        return text.matches("[\\d,.]+") ? Double.parseDouble(text.replace(",", "")) : Double.NaN;
    }

    /** The total of requests per second, which stands on every page. */
    double rate() {
        return figure(at("top-figures").locator("dd").first());
    }

    /** Presses − or + beside a weight: with scripts a step is part of typing, and set afterwards. */
    void step(String backend, String direction) {
        at("weight-" + backend + "-" + direction).click();
        if (scripts) {
            at("weight-" + backend + "-set").click();
        }
    }

    /** Waits until the page shows it. */
    public void sees(Callable<Boolean> shown) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(scripts ? 100 : 500))
                .atMost(LIMIT)
                .until(() -> {
                    if (!scripts) {
                        page.reload();
                    }
                    return shown.call();
                });
    }

    /** Waits until the element's text contains it. */
    void sees(String id, String text) {
        sees(() -> at(id).innerText().contains(text));
    }

    /** Waits for so many refreshes. */
    void refreshes(int count) {
        for (int i = 0; i < count; i++) {
            page.waitForResponse(answer -> answer.request().headers().containsKey("hx-request"), () -> {});
        }
    }

    /** An answer of that status was expected; the browser notes it in its console, which is no complaint of the page. */
    void refusedWith(int status) {
        browser.complaints().removeIf(line -> line.contains("the server responded with a status of " + status));
    }

    /** Fails if the browser had to complain, or if a page with scripts was loaded again since it was opened. */
    public void assertCalm() {
        assertEquals(List.of(), browser.complaints());
        if (scripts) {
            assertEquals(true, page.evaluate("window.notReloaded === true"), "the page was loaded again");
        }
    }

    @Override
    public void close() {
        page.context().close();
    }
}
