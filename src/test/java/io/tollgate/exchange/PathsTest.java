package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "/, /",
                "/a/b, /a/b",
                "/a/b/, /a/b/",
                "\"\", /",
                "a, /a",
                "*, *",
                "/*, /*",
                "%2A, /*",
                "//, /",
                "///a//b///, /a/b/",
                "/., /",
                "/./, /",
                "/./., /",
                "/a/., /a/",
                "/a/./b, /a/b",
                "/a/.//, /a/",
                "/.., /",
                "/../.., /",
                "/../a, /a",
                "/../../../etc/passwd, /etc/passwd",
                "/a/.., /",
                "/a/../, /",
                "/a/b/.., /a/",
                "/a/b/../, /a/",
                "/a/b/../../c, /c",
                "/a//../b, /b",
                "/a/./../b, /b",
                ".., /",
                "../a, /a",
                "/.well-known/x, /.well-known/x",
                "/a/.b/..c/d../.../e, /a/.b/..c/d../.../e",
                "/%2e%2e/admin, /admin",
                "/a/.%2E/b, /b",
                "/a/%2e/b, /a/b",
                "/a%2fb, /a/b",
                "/a%2F..%2Fb, /b",
                "/a%2F%2Fb, /a/b",
                "%2Fa, /a",
                "/a%2F, /a/",
                "/%252e%252e/a, /%2e%2e/a",
                "/a%20b, /a b",
                "/a+b, /a+b",
                "/a%3Fb%23c, /a?b#c",
                "/a%5Cb, /a\\b",
                "/a;v=1/b, /a;v=1/b",
                "/%C3%A9, /é",
                "/é, /é",
                "/%E2%82%AC/%F0%9F%98%80, /€/😀",
                "/%, /%",
                "/%4, /%4",
                "/%zz, /%zz",
                "/%4g, /%4g",
                "/%g4, /%g4",
                "/%%41, /%A",
                "/%2, /%2",
                "/a%2, /a%2",
                "/%\uFF14\uFF11, /%\uFF14\uFF11",
            })
    void readsEachPathInOneWay(String raw, String normalised) {
        assertEquals(normalised, Paths.normalise(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%FF", "/%C3", "/%C0%AF", "/%ED%A0%80"})
    void whatIsNoUtf8BecomesTheReplacementCharacter(String raw) {
        String path = Paths.normalise(raw);
        assertTrue(path.startsWith("/\uFFFD"), path);
    }

    @Test
    void anOverlongSlashIsNoSlash() {
        assertFalse(Paths.normalise("/a/..%C0%AFb").equals("/b"));
    }

    @Test
    void aPlainPathIsNotCopied() {
        String path = "/a/b.html";
        assertSame(path, Paths.normalise(path));
    }

    @Test
    void aHugePathOfDotsTakesNoTimeToSpeakOf() {
        String path = "/a/..".repeat(200_000);
        assertEquals("/", assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Paths.normalise(path)));
    }

    /**
     * 20,000 random paths made of what is awkward, against the plain way: split, walk, join. Says also what always
     * holds: the outcome begins with a slash, has no empty, {@code .} or {@code ..} segment, and where no escape is
     * left is its own normal form.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void agreesWithThePlainWay(long seed) {
        String[] parts = {"/", "/", "//", ".", "..", "/.", "/..", "a", "b", "%2e", "%2E", "%2f", "%41", "%", "%2", "é"};
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder raw = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                raw.append(parts[random.nextInt(parts.length)]);
            }
            String path = Paths.normalise(raw.toString());
            assertEquals(plainWay(raw.toString()), path, raw.toString());
            assertTrue(path.startsWith("/") && !path.contains("//"), path);
            assertTrue(Arrays.stream(path.split("/", -1)).noneMatch(s -> s.equals(".") || s.equals("..")), path);
            if (path.indexOf('%') < 0) {
                assertEquals(path, Paths.normalise(path));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a%20b, /a b",
        "/a%2Fb, /a/b /a%2Fb",
        "/a%2fb, /a/b /a%2Fb",
        "/a%2e%2e, /a.. /a%2E%2E",
        "/a/%2e%2e/b, /b /a/../b /a/%2E%2E/b",
        "/a\\b, /a\\b /a/b",
        "/a%5Cb, /a\\b /a/b",
        "/a;v=1/b, /a;v=1/b /a/b",
        "/a%3Bv/b, /a;v/b /a/b",
        "/a/..;x/b, /a/..;x/b /b /a/../b",
        "/a//b, /a/b /a//b",
        "/a//../b, /b /a/b /a/../b /a//../b",
        "/a/../b, /b /a/../b",
        "/a/.;x, /a/.;x /a/ /a/.",
        "/a%3Fb/c, /a?b/c /a",
        "/a%23b, /a#b /a",
        "/a%253Fb, /a%3Fb /a?b /a",
        "/a%252Fb, /a%2Fb /a/b",
        "/a%25252Fb, /a%252Fb /a%2Fb",
        "/.well-known, /.well-known",
        "*, *",
    })
    void findsEveryReading(String raw, String readings) {
        Set<String> found = new TreeSet<>();
        assertTrue(Paths.everyReading(raw, reading -> {
            found.add(reading);
            return true;
        }));
        assertEquals(new TreeSet<>(Arrays.asList(readings.split(" (?=/)", -1))), found);
    }

    @Test
    void stopsAtTheFirstReadingThatIsNot() {
        Set<String> seen = new TreeSet<>();
        assertFalse(Paths.everyReading("/a%2Fb", reading -> !seen.add(reading)));
        assertEquals(1, seen.size());
    }

    /** Whatever a path is made of: what routes judge is one of its readings, and one without doubtful signs has no other. */
    @Test
    void theOneReadingIsAmongAll() {
        String[] parts = {
            "/", "//", ".", "..", "/..", "a", "%2e", "%2F", "%5c", "\\", ";", "%3b", "%3F", "%23", "%25", "%41", "2F"
        };
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 5_000; run++) {
            StringBuilder raw = new StringBuilder("/");
            for (int i = random.nextInt(8); i >= 0; i--) {
                raw.append(parts[random.nextInt(parts.length)]);
            }
            Set<String> readings = new TreeSet<>();
            assertTrue(Paths.everyReading(raw.toString(), reading -> {
                readings.add(reading);
                return true;
            }));
            assertTrue(readings.contains(Paths.normalise(raw.toString())), raw + " " + readings);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, false",
        "/a/.., false",
        "/.., true",
        "/a/../.., true",
        "/a/../../b/c, true",
        "/a/./../b, false",
        "/./.., true",
        "//.., true",
        "/%2e%2e, true",
        "/a%2f..%2f.., true",
        "/..a/..., false",
    })
    void knowsWhatLeadsAboveTheRoot(String raw, boolean leaves) {
        assertEquals(leaves, Paths.leavesRoot(raw));
    }

    private static String plainWay(String raw) {
        String text = Pattern.compile("(%[0-9a-fA-F]{2})+")
                .matcher(raw)
                .replaceAll(run -> Matcher.quoteReplacement(
                        new String(HexFormat.of().parseHex(run.group().replace("%", "")), StandardCharsets.UTF_8)));
        Deque<String> kept = new ArrayDeque<>();
        String last = "";
        for (String segment : text.split("/", -1)) {
            last = segment;
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        boolean directory = last.isEmpty() || last.equals(".") || last.equals("..");
        return "/" + String.join("/", kept) + (directory && !kept.isEmpty() ? "/" : "");
    }
}
