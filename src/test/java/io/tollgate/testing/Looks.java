package io.tollgate.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;

/** What every page owes its reader, whatever it shows; and a picture of it among the build's output. */
public final class Looks {
    private static final Path PICTURES =
            Path.of(System.getProperty("tollgate.build", "target")).resolve("screenshots");
    private static final List<String> GRAVE = List.of("serious", "critical");
    private static final String FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            + " && [...document.querySelectorAll('table')].every(t => t.offsetWidth <= t.parentElement.clientWidth)";

    private Looks() {}

    /** A picture's name, such as {@code pool-360-dark}. */
    public static String name(String page, int width, ColorScheme colours) {
        return page + "-" + width + "-" + (colours == ColorScheme.DARK ? "dark" : "light");
    }

    /** Keeps a picture of the page under that name, then looks at it. */
    public static void keepAndCheck(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
        check(page, name);
    }

    /** Fails unless the page is accessible, no wider than its window, and no table wider than its column. */
    public static void check(Page page, String name) {
        assertEquals(true, page.evaluate(FITS), name + " is too wide");
        List<String> violations = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> GRAVE.contains(rule.getImpact()))
                        .map(Looks::describe)
                        .toList();
        assertEquals(List.of(), violations, name);
    }

    private static String describe(Rule rule) {
        return rule.getId() + " "
                + rule.getNodes().stream().map(CheckedNode::getHtml).toList();
    }
}
