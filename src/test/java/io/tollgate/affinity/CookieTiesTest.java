package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.affinity.Ties.Reading;
import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.model.AffinitySpec.SameSite;
import io.tollgate.model.AffinitySpec.Secure;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieTiesTest {
    private static final Duration IDLE = Duration.ofMinutes(30);

    private final FakeTime time = new FakeTime();
    private final Path folder;
    private final KeyRing ring;
    private final CookieTies ties;

    CookieTiesTest(@TempDir Path folder) throws KeyRingException {
        this.folder = folder;
        this.ring = Fixture.ring(folder, time);
        this.ties = Fixture.ties("shop", Fixture.spec(), ring, time);
    }

    @Test
    void aCallerWithoutOurCookieIsNew() {
        assertEquals(Reading.NEW, ties.read(List.of()));
        assertEquals(Reading.NEW, ties.read(List.of("JSESSIONID=1; theme=dark", "x=y")));
    }

    @Test
    void aTiedCallerIsKept() {
        String pair = tie("a");
        for (List<String> lines : List.of(
                List.of(pair),
                List.of("x=y; " + pair + "; z=1"),
                List.of("x=y", pair),
                List.of(pair.replace("=", "=\"") + "\""))) {
            Reading reading = ties.read(lines);
            assertEquals(AffinityResult.KEPT, reading.result(), lines.toString());
            Tie tie = present(reading.tie());
            assertEquals("a", tie.backend());
            assertNotEquals(0, tie.session());
            assertEquals(time.wallMillis(), tie.issuedMillis());
            assertEquals(time.wallMillis(), tie.sealedMillis());
        }
    }

    @Test
    void survivesARestart() throws Exception {
        String pair = tie("a");
        CookieTies restarted = Fixture.ties("shop", Fixture.spec(), Fixture.ring(folder, time), time);
        assertEquals(ties.read(List.of(pair)), restarted.read(List.of(pair)));
    }

    @Test
    void everyNewCallerIsASessionOfItsOwn() {
        assertNotEquals(read(tie("a")).session(), read(tie("a")).session());
    }

    @Test
    void ofSeveralTheFirstGoodOneCounts() {
        String first = tie("a");
        String second = tie("b");
        assertEquals("a", read("TOLLGATE=forged; " + first + "; " + second).backend());
        assertEquals("b", read("TOLLGATE=forged; " + second + "; " + first).backend());
    }

    @Test
    void triesNoMoreThanAHandful() {
        String good = tie("a");
        assertEquals("a", read("TOLLGATE=forged; ".repeat(7) + good).backend());
        assertEquals(Reading.FORGED, ties.read(List.of("TOLLGATE=forged; ".repeat(8) + good)));
        assertEquals(Reading.FORGED, ties.read(List.of("TOLLGATE=forged; ".repeat(4), "TOLLGATE=x; ".repeat(4), good)));
    }

    @Test
    void anotherPoolsCookieIsForged() {
        CookieTies other = Fixture.ties("other", Fixture.spec(), ring, time);
        assertEquals(Reading.FORGED, other.read(List.of(tie("a"))));
    }

    @Test
    void aTieEndsWhenItsCookieLayUnusedForTheIdleTime() {
        String pair = tie("a");
        time.advance(IDLE.minusMillis(1));
        assertEquals("a", read(pair).backend());
        time.advance(Duration.ofMillis(1));
        assertEquals(Reading.EXPIRED, ties.read(List.of(pair)));
        assertEquals(Reading.EXPIRED, ties.read(List.of("TOLLGATE=forged; " + pair)), "it was ours");
        assertEquals("b", read(pair + "; " + tie("b")).backend());
    }

    @Test
    void aTieInUseLastsUntilTheMostAndNoLonger() {
        String pair = tie("a");
        long issued = time.wallMillis();
        for (int i = 0; i < 12 * 6 - 1; i++) {
            time.advance(Duration.ofMinutes(10));
            pair = again(pair, "a");
            assertEquals(issued, read(pair).issuedMillis());
        }
        time.advance(Duration.ofMinutes(10).minusMillis(1));
        assertEquals("a", read(pair).backend());
        time.advance(Duration.ofMillis(1));
        assertEquals(Reading.EXPIRED, ties.read(List.of(pair)));
    }

    @Test
    void aGoodCookieIsWrittenAgainOnlyWhenAnEighthOfTheIdleTimeHasPassed() {
        String pair = tie("a");
        time.advance(IDLE.dividedBy(8));
        assertNull(ties.write(read(pair), "a", false));
        time.advance(Duration.ofMillis(1));
        Tie before = read(pair);
        Tie after = read(Fixture.pair(present(ties.write(before, "a", false))));
        assertEquals(before.session(), after.session());
        assertEquals(before.issuedMillis(), after.issuedMillis());
        assertEquals(time.wallMillis(), after.sealedMillis());
    }

    @Test
    void aTieThatMovesIsWrittenAtOnceAndStaysTheSameSession() {
        Tie before = read(tie("a"));
        time.advance(Duration.ofMinutes(1));
        Tie after = read(Fixture.pair(present(ties.write(before, "b", false))));
        assertEquals(new Tie("b", before.session(), before.issuedMillis(), time.wallMillis()), after);
    }

    @Test
    void aSessionCountsWhereItsCookieCameBackTo() {
        Tie tie = read(tie("a"));
        assertEquals(0, ties.sessions("a"), "the first answer makes no session");
        ties.touch(tie.session(), "a");
        assertEquals(1, ties.sessions("a"));
        ties.touch(tie.session(), "b");
        assertEquals(0, ties.sessions("a"));
        assertEquals(1, ties.sessions("b"));
    }

    @Test
    void stripsItsOwnCookieOnly() {
        assertEquals("a=1; b=2", ties.strip("a=1; " + tie("a") + "; b=2"));
        assertNull(ties.strip(tie("a")));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO,   LAX,    false, '; Path=/; HttpOnly; SameSite=Lax'",
        "AUTO,   LAX,    true,  '; Path=/; HttpOnly; SameSite=Lax; Secure'",
        "AUTO,   STRICT, false, '; Path=/; HttpOnly; SameSite=Strict'",
        "AUTO,   STRICT, true,  '; Path=/; HttpOnly; SameSite=Strict; Secure'",
        "AUTO,   NONE,   false, '; Path=/; HttpOnly'",
        "AUTO,   NONE,   true,  '; Path=/; HttpOnly; SameSite=None; Secure'",
        "ALWAYS, LAX,    false, '; Path=/; HttpOnly; SameSite=Lax; Secure'",
        "ALWAYS, LAX,    true,  '; Path=/; HttpOnly; SameSite=Lax; Secure'",
        "ALWAYS, STRICT, false, '; Path=/; HttpOnly; SameSite=Strict; Secure'",
        "ALWAYS, STRICT, true,  '; Path=/; HttpOnly; SameSite=Strict; Secure'",
        "ALWAYS, NONE,   false, '; Path=/; HttpOnly; SameSite=None; Secure'",
        "ALWAYS, NONE,   true,  '; Path=/; HttpOnly; SameSite=None; Secure'",
        "NEVER,  LAX,    false, '; Path=/; HttpOnly; SameSite=Lax'",
        "NEVER,  LAX,    true,  '; Path=/; HttpOnly; SameSite=Lax'",
        "NEVER,  STRICT, false, '; Path=/; HttpOnly; SameSite=Strict'",
        "NEVER,  STRICT, true,  '; Path=/; HttpOnly; SameSite=Strict'",
    })
    void marksTheCookieAsToldAndAsBrowsersTakeIt(Secure secure, SameSite sameSite, boolean tls, String attributes) {
        String line = present(
                Fixture.ties("shop", Fixture.spec(secure, sameSite), ring, time).write(null, "a", tls));
        assertEquals(attributes, line.substring(line.indexOf(';')));
        assertTrue(line.startsWith("TOLLGATE="), line);
    }

    @Test
    void noLineOfNoiseThrowsOrTies() {
        Random random = new Random(42);
        String good = Fixture.value(present(ties.write(null, "a", false)));
        String alphabet = "; =\"\tTOLGAE,\\%" + good.substring(0, 8) + '\u00e9' + '\0';
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder("TOLLGATE=");
            for (int n = random.nextInt(60); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (random.nextBoolean()) {
                line.append("TOLLGATE=").append(good, 0, random.nextInt(good.length()));
            }
            Reading reading = ties.read(List.of(line.toString()));
            assertNull(reading.tie(), () -> "tied by " + line);
            ties.strip(line.toString());
        }
    }

    /** A new caller's cookie. */
    private String tie(String backend) {
        return Fixture.pair(present(ties.write(null, backend, false)));
    }

    /** What a browser holds after one more request. */
    private String again(String pair, String backend) {
        String written = ties.write(read(pair), backend, false);
        return written == null ? pair : Fixture.pair(written);
    }

    private Tie read(String line) {
        return present(ties.read(List.of(line)).tie());
    }

    private static <T> T present(@Nullable T value) {
        assertNotNull(value);
        return value;
    }
}
