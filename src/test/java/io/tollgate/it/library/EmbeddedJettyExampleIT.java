package io.tollgate.it.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One call puts the library in front of an application on embedded Jetty. */
class EmbeddedJettyExampleIT {
    private static final Pattern LISTENING = Pattern.compile("^LISTENING http://127.0.0.1:(\\d+)$");

    @TempDir
    private Path folder;

    @Test
    void theApplicationAnswersItsPathsAndThePoolItsOwn() throws Exception {
        Example example = Example.build("embedded-jetty", "mvn package");
        try (RunningExample shop = new RunningExample(example, folder, "target/embedded-jetty.jar", LISTENING, "0")) {
            assertEquals("shop at /cart", shop.get("/cart").body().strip());
            assertEquals(
                    "ordered: \uc0ac\uacfc",
                    shop.post("/order", "item=%EC%82%AC%EA%B3%BC").body().strip());
            assertEquals("service", shop.get("/catalog/7").body());
            assertTrue(shop.get("/tollgate/login").body().contains("Sign in"));
            assertEquals(
                    200,
                    shop.rest()
                            .send("PATCH", "/api/v1/routes/catalog", "{\"action\": {\"local\": {}}}")
                            .statusCode());
            assertEquals("shop at /catalog/7", shop.get("/catalog/7").body().strip());
        }
    }
}
