package io.tollgate.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.tollgate.testing.Browser;
import io.tollgate.testing.Form;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page whose Tollgate is gone does not look alive. */
class PageLostIT {
    @TempDir
    Path folder;

    @Test
    void figuresGreyOutAndSaySinceWhen() {
        TestConfig config = new TestConfig(List.of("{id: a, url: \"http://127.0.0.1:9\"}"), List.of());
        try (TollgateProcess tollgate = TollgateProcess.start(Form.JAR, folder, config.text());
                Browser browser = new Browser();
                AdminPage page = AdminPage.signedIn(browser, tollgate.admin(), true, "pools/shop")) {
            page.refreshes(1);
            assertThat(page.page().locator("body")).not().hasClass("stale");
            tollgate.kill();
            assertThat(page.page().locator("body")).hasClass("stale");
            assertThat(page.at("stale"))
                    .hasText(Pattern.compile("No answer from Tollgate since \\d\\d:\\d\\d:\\d\\d\\. .*"));
            assertThat(page.at("stale")).isVisible();
        }
    }
}
