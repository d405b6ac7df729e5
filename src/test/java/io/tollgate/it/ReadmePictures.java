package io.tollgate.it;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the README from the real thing. Runs only when it is named, with
 * {@code -Dit.test=ReadmePictures -Dregenerate=true}; takes a quarter of an hour, the span of the small lines.
 */
@EnabledIfSystemProperty(named = "regenerate", matches = "true")
class ReadmePictures {
    private static final Path IMAGES = Path.of("docs/images");
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final int STEPS = 62;

    @TempDir
    Path folder;

    @Test
    void areTaken() {
        try (Site site = Site.start(Form.JAR, folder, config -> config.pool("affinity: {type: cookie, idle: 20s}"))) {
            site.tollgate().rest().patch("a", "{\"weight\": 150, \"reason\": \"new machine\"}");
            try (Traffic traffic = new Traffic(site.tollgate().data(), 60)) {
                takeAll(site, traffic);
                traffic.assertUnharmed();
            }
        }
    }

    private static void takeAll(Site site, Traffic traffic) {
        passTime(traffic);
        AdminClient rest = site.tollgate().rest();
        rest.patch("b", "{\"mode\": \"drain\", \"reason\": \"kernel update\"}");
        long left = traffic.seatedAt("b") / 3;
        traffic.leave("b", traffic.seatedAt("b") - left);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> rest.backend("b").get("sessions").asLong() == left);
        try (Browser browser = new Browser();
                AdminPage page = AdminPage.signedIn(browser, site.tollgate().admin(), true, "")) {
            take(page, "", 590, "overview");
            take(page, "pools/shop", 660, "pool");
        }
    }

    /** Traffic that swells and falls, as seldom in a test and always in life. */
    private static void passTime(Traffic traffic) {
        Random random = new Random(7);
        for (int i = 0; i < STEPS; i++) {
            traffic.rush(60 + 45 * Math.sin(i / 8.0) + random.nextInt(15), STEP);
        }
    }

    private static void take(AdminPage page, String path, int height, String name) {
        page.page().setViewportSize(1280, height);
        page.open(path);
        page.refreshes(2);
        page.page().screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(name + ".png")));
    }
}
