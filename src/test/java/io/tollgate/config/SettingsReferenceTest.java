package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    private static final Path PAGE = Path.of("docs/settings.md");

    @Test
    void thePageInTheDocsIsWhatTheRecordsSay() throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(Path.of("docs"));
            Files.writeString(PAGE, SettingsReference.markdown());
        }
        assertEquals(
                SettingsReference.markdown(),
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                "docs/settings.md is out of date; write it anew with:"
                        + " mvn test -Dtest=SettingsReferenceTest -Dregenerate=true");
    }

    @Test
    void everySettingHasADescription() {
        String page = SettingsReference.markdown();
        assertTrue(page.lines().filter(line -> line.startsWith("| `")).count() > 60);
        assertTrue(page.lines().noneMatch(line -> line.endsWith("|  |")), page);
    }

    @Test
    void pathsAreThoseOfAFile() {
        String page = SettingsReference.markdown();
        assertTrue(page.contains("## `pools[].backends[]`"));
        assertTrue(page.contains("## `routes[].action.forward[]`"));
    }
}
