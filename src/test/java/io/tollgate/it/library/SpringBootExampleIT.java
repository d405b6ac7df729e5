package io.tollgate.it.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bean puts the library in front of a Spring Boot application, on Tomcat and on Jetty. */
class SpringBootExampleIT {
    private static final Pattern LISTENING = Pattern.compile("(?:Tomcat|Jetty) started on port (\\d+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"mvn package,target/spring-boot.jar", "mvn -Pjetty package,target/spring-boot-jetty.jar"})
    void theApplicationAnswersItsPathsAndThePoolItsOwn(String command, String jar) throws Exception {
        Example example = Example.build("spring-boot", command);
        try (RunningExample shop = new RunningExample(example, folder, jar, LISTENING, "--server.port=0")) {
            assertEquals("shop on Spring Boot", shop.get("/").body());
            assertEquals("shop, a little later", shop.get("/later").body());
            assertEquals(
                    "ordered: \uc0ac\uacfc",
                    shop.post("/order", "item=%EC%82%AC%EA%B3%BC").body());
            assertEquals(404, shop.get("/nothing").statusCode());
            assertEquals("service", shop.get("/catalog/7").body());
            assertTrue(shop.get("/tollgate/login").body().contains("Sign in"));
            assertEquals(
                    200, shop.rest().send("GET", "/api/v1/routes/catalog", "").statusCode());
            // 143: ended by TERM, as every JVM that is asked to.
            assertEquals(143, shop.terminate());
            assertTrue(shop.output().stream().noneMatch(line -> line.contains("Exception")), shop.output()::toString);
        }
    }
}
