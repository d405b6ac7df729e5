package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.affinity.Ties.Reading;
import io.tollgate.affinity.Ties.Tie;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
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
import org.junit.jupiter.params.provider.ValueSource;

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
        assertEquals(Reading.NEW, reading(ties));
        assertEquals(Reading.NEW, reading(ties, "JSESSIONID=1; theme=dark", "x=y"));
    }

    @Test
    void aTiedCallerIsKept() {
        String pair = tie("a");
        for (List<String> lines : List.of(
                List.of(pair),
                List.of("x=y; " + pair + "; z=1"),
                List.of("x=y", pair),
                List.of(pair.replace("=", "=\"") + "\""))) {
            Reading reading = reading(ties, lines.toArray(String[]::new));
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
        assertEquals(reading(ties, pair), reading(restarted, pair));
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
        assertEquals(Reading.FORGED, reading(ties, "TOLLGATE=forged; ".repeat(8) + good));
        assertEquals(Reading.FORGED, reading(ties, "TOLLGATE=forged; ".repeat(4), "TOLLGATE=x; ".repeat(4), good));
    }

    /** Browsers send it along to every path of its host: that is nothing to count as an attack. */
    @Test
    void anotherPoolsTieIsForeignHere() {
        CookieTies other = Fixture.ties("other", Fixture.spec(), ring, time);
        assertEquals(Reading.FOREIGN, reading(other, tie("a")));
        assertEquals(Reading.FORGED, reading(other, "TOLLGATE=x; " + tie("a")));
    }

    @Test
    void anotherPoolsTieUnderOurMarkIsForged() {
        CookieTies other = Fixture.ties("other", Fixture.spec(), ring, time);
        String own = tie("a");
        String foreign = Fixture.pair(present(other.answered(Fixture.exchange(other, time), Fixture.answer("a"))));
        int seal = "TOLLGATE=".length() + TieSealer.MARK_CHARS;
        assertEquals(Reading.FORGED, reading(ties, own.substring(0, seal) + foreign.substring(seal)));
    }

    @Test
    void poolsThatShareANameKeepEachOthersTies() {
        CookieTies other = Fixture.ties("other", Fixture.spec(), ring, time);
        String own = tie("a");
        String both = Fixture.pair(present(other.answered(Fixture.exchange(other, time, own), Fixture.answer("b"))));
        assertEquals("a", read(both).backend());
        assertEquals("b", present(reading(other, both).tie()).backend());
        assertNull(ties.answered(Fixture.exchange(ties, time, both), Fixture.answer("a")), "it is good as it is");

        String moved = Fixture.pair(present(ties.answered(Fixture.exchange(ties, time, both), Fixture.answer("c"))));
        assertEquals("c", read(moved).backend());
        assertEquals("b", present(reading(other, moved).tie()).backend());
        assertEquals(1, moved.chars().filter(c -> c == '.').count(), "one of each: " + moved);
    }

    /** A browser takes 4,096 characters of a cookie. */
    @Test
    void ofTheTiesOfManyPoolsThoseWrittenLastAreKept() {
        String pair = "";
        for (int i = 0; i < 20; i++) {
            CookieTies next = Fixture.ties("pool" + i, Fixture.spec(), ring, time);
            Exchange exchange = Fixture.exchange(next, time, pair.isEmpty() ? "x=y" : pair);
            pair = Fixture.pair(present(next.answered(exchange, Fixture.answer("b".repeat(64)))));
        }
        assertEquals(TieCookie.MAX_TIES - 1, pair.chars().filter(c -> c == '.').count());
        assertTrue(pair.length() < 1_600, pair);
        for (int i = 0; i < 20; i++) {
            CookieTies each = Fixture.ties("pool" + i, Fixture.spec(), ring, time);
            assertEquals(i >= 20 - TieCookie.MAX_TIES, reading(each, pair).tie() != null, "pool" + i);
        }
    }

    /** What is no seal is not carried along, lest a stranger's words come back in our cookie. */
    @Test
    void nothingElseIsCarriedAlong() {
        String cookie = "TOLLGATE=x.<script>." + "y".repeat(500) + "..; TOLLGATE=\"quoted\"";
        String written = present(ties.answered(Fixture.exchange(ties, time, cookie), Fixture.answer("a")));
        assertEquals(-1, Fixture.value(written).indexOf('.'), written);
    }

    @Test
    void aTieEndsWhenItsCookieLayUnusedForTheIdleTime() {
        String pair = tie("a");
        time.advance(IDLE.minusMillis(1));
        assertEquals("a", read(pair).backend());
        time.advance(Duration.ofMillis(1));
        assertEquals(Reading.EXPIRED, reading(ties, pair));
        assertEquals(Reading.EXPIRED, reading(ties, "TOLLGATE=forged; " + pair), "it was ours");
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
        assertEquals(Reading.EXPIRED, reading(ties, pair));
    }

    @Test
    void aGoodCookieIsWrittenAgainOnlyWhenAnEighthOfTheIdleTimeHasPassed() {
        String pair = tie("a");
        time.advance(IDLE.dividedBy(8));
        assertNull(write(pair, "a"));
        time.advance(Duration.ofMillis(1));
        Tie before = read(pair);
        Tie after = read(Fixture.pair(present(write(pair, "a"))));
        assertEquals(before.session(), after.session());
        assertEquals(before.issuedMillis(), after.issuedMillis());
        assertEquals(time.wallMillis(), after.sealedMillis());
    }

    @Test
    void aTieThatMovesIsWrittenAtOnceAndStaysTheSameSession() {
        String pair = tie("a");
        Tie before = read(pair);
        time.advance(Duration.ofMinutes(1));
        Exchange exchange = Fixture.exchange(ties, time, pair);
        Tie after = read(Fixture.pair(present(ties.answered(exchange, Fixture.answer("b")))));
        assertEquals(AffinityResult.MOVED, exchange.affinity());
        assertEquals(new Tie("b", before.session(), before.issuedMillis(), time.wallMillis()), after);
    }

    @Test
    void aSessionCountsWhereItsCookieCameBackTo() {
        String pair = tie("a");
        SessionTable table = ties.table();
        assertEquals(0, table.count("a"), "the first answer makes no session");
        write(pair, "a");
        assertEquals(1, table.count("a"));
        write(pair, "b");
        assertEquals(0, table.count("a"));
        assertEquals(1, table.count("b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void whoCouldNotServeOnceGetsNobodyNew(int status) {
        Ties.Answer unable = new Ties.Answer("a", status, false, List.of());
        assertNull(ties.answered(Fixture.exchange(ties, time), unable));
        String pair = tie("b");
        Exchange tied = Fixture.exchange(ties, time, pair);
        assertNotNull(ties.answered(tied, unable), "but one that has moved to it has");
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
        String line = first(Fixture.spec(secure, sameSite), tls);
        assertEquals(attributes, line.substring(line.indexOf(';')));
        assertTrue(line.startsWith("TOLLGATE="), line);
    }

    @Test
    void marksTheCookieForWhomAndWhereItIsTold() {
        AffinitySpec spec = new AffinitySpec(
                AffinitySpec.Type.COOKIE,
                "TOLLGATE",
                IDLE,
                IDLE,
                Secure.AUTO,
                SameSite.NONE,
                AffinitySpec.WhenDown.MOVE,
                "TOLLGATE",
                "example.com",
                "/shop",
                true);
        String plain = first(spec, false);
        assertEquals("; Path=/shop; Domain=example.com; HttpOnly", plain.substring(plain.indexOf(';')));
        String tls = first(spec, true);
        assertEquals(
                "; Path=/shop; Domain=example.com; HttpOnly; SameSite=None; Secure; Partitioned",
                tls.substring(tls.indexOf(';')));
    }

    @Test
    void noLineOfNoiseThrowsOrTies() {
        Random random = new Random(42);
        String good = Fixture.value("x" + tie("a") + ";");
        String alphabet = "; =\"\tTOLGAE,\\%" + good.substring(0, 8) + '\u00e9' + '\0';
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder("TOLLGATE=");
            for (int n = random.nextInt(60); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (random.nextBoolean()) {
                line.append("TOLLGATE=").append(good, 0, random.nextInt(good.length()));
            }
            Reading reading = reading(ties, line.toString());
            assertNull(reading.tie(), () -> "tied by " + line);
            ties.strip(line.toString());
        }
    }

    /** A new caller's cookie. */
    private String tie(String backend) {
        return Fixture.pair(present(ties.answered(Fixture.exchange(ties, time), Fixture.answer(backend))));
    }

    /** The first Set-Cookie line. */
    private String first(AffinitySpec spec, boolean tls) {
        CookieTies made = Fixture.ties("shop", spec, ring, time);
        return present(made.answered(Fixture.exchange(made, time), new Ties.Answer("a", 200, tls, List.of())));
    }

    private @Nullable String write(String pair, String backend) {
        return ties.answered(Fixture.exchange(ties, time, pair), Fixture.answer(backend));
    }

    /** What a browser holds after one more request. */
    private String again(String pair, String backend) {
        String written = write(pair, backend);
        return written == null ? pair : Fixture.pair(written);
    }

    private Reading reading(Ties by, String... lines) {
        return by.read(Fixture.exchange(by, time), List.of(lines));
    }

    private Tie read(String line) {
        return present(reading(ties, line).tie());
    }

    private static <T> T present(@Nullable T value) {
        assertNotNull(value);
        return value;
    }
}
