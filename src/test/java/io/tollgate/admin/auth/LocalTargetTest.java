package io.tollgate.admin.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"pools/shop", "pools/shop?sort=id&q=%2F", "", "?a=//b", "x:y", "https:pools"})
    void keepsWhatLiesBelowTheMount(String next) {
        assertEquals("./" + next, LocalTarget.of(next));
        assertEquals(
                "here",
                URI.create("http://here/login").resolve(LocalTarget.of(next)).getHost());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pools",
                "//evil.example",
                "\\\\evil.example",
                "pools\\x",
                "../x",
                "a/../../x",
                "a b",
                "a\r\nSet-Cookie: x=y",
                "pools/ä"
            })
    void leadsToTheFirstPageForAnythingElse(String next) {
        assertEquals("./", LocalTarget.of(next));
    }

    @Test
    void staysBelowTheMountWhateverLooksLikeAUrl() {
        URI there = URI.create("http://here/tollgate/login").resolve(LocalTarget.of("https://evil.example"));
        assertEquals("here", there.getHost());
        assertTrue(there.getPath().startsWith("/tollgate/"), there.toString());
        assertEquals("./", LocalTarget.of(null));
        assertEquals("./", LocalTarget.of("x".repeat(2001)));
    }
}
