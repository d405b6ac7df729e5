package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.affinity.Ties.Answer;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppCookieTiesTest {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration MAX = Duration.ofHours(12);
    private static final String GIVEN = "JSESSIONID=s1; Path=/; HttpOnly";

    private final FakeTime time = new FakeTime();
    private final Path folder;
    private final KeyRing ring;
    private final AppCookieTies ties;

    AppCookieTiesTest(@TempDir Path folder) throws KeyRingException {
        this.folder = folder;
        this.ring = Fixture.ring(folder, time);
        this.ties = ties("shop", "TOLLGATE", ring);
    }

    @Test
    void aSessionIsLearntWhenABackendSetsItsCookie() {
        Exchange first = of();
        assertNotNull(ties.answered(first, Fixture.answer("a", "theme=dark", GIVEN)));
        assertEquals(AffinityResult.NEW, first.affinity());
        Exchange next = of("x=1; JSESSIONID=s1");
        assertEquals("a", next.tiedBackend());
        assertEquals(AffinityResult.KEPT, next.affinity());
        assertEquals(1, ties.table().count("a"));
    }

    @Test
    void withoutASessionThereIsNoTie() {
        Exchange plain = of("theme=dark");
        assertNull(ties.answered(plain, Fixture.answer("a", "theme=light")));
        assertEquals(AffinityResult.NONE, plain.affinity());
        Exchange unknown = of("JSESSIONID=s9");
        assertEquals(AffinityResult.NEW, unknown.affinity(), "nobody knows where it is");
        assertNull(ties.answered(unknown, Fixture.answer("a")));
        assertNull(of("JSESSIONID=s9").tiedBackend(), "a stranger's word makes no tie");
        assertEquals(0, ties.table().count("a"));
    }

    @Test
    void theIdMayStandInThePath() {
        ties.answered(of(), Fixture.answer("a", GIVEN));
        FakeRequest request = FakeRequest.get("/shop;jsessionid=s1/cart?x=1");
        assertEquals("a", Fixture.exchange(ties, time, request).tiedBackend());
        FakeRequest both = FakeRequest.get("/shop;jsessionid=s1").cookie("JSESSIONID=other");
        assertEquals("a", Fixture.exchange(ties, time, both).tiedBackend());
    }

    @Test
    void ofSeveralTheFirstThatIsKnownCounts() {
        ties.answered(of(), Fixture.answer("a", GIVEN));
        ties.answered(of(), Fixture.answer("b", "JSESSIONID=s2"));
        assertEquals("b", of("JSESSIONID=old; JSESSIONID=s2", "JSESSIONID=s1").tiedBackend());
        assertNull(of("JSESSIONID=old; ".repeat(8) + "JSESSIONID=s2").tiedBackend(), "no more than a handful");
    }

    @Test
    void theCompanionSurvivesARestart() throws KeyRingException {
        String companion = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        AppCookieTies restarted = ties("shop", "TOLLGATE", Fixture.ring(folder, time));
        Exchange kept = Fixture.exchange(restarted, time, "JSESSIONID=s1; " + companion);
        assertEquals("a", kept.tiedBackend());
        assertEquals(AffinityResult.KEPT, kept.affinity());
        assertNull(restarted.answered(kept, Fixture.answer("a")), "it is good as it is");
        assertEquals(1, restarted.table().count("a"));
        assertEquals("a", Fixture.exchange(restarted, time, "JSESSIONID=s1").tiedBackend(), "it is learnt again");
    }

    @Test
    void theCompanionIsGoodBesideItsOwnSessionOnly() throws KeyRingException {
        String companion = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        AppCookieTies restarted = ties("shop", "TOLLGATE", Fixture.ring(folder, time));
        assertNull(
                Fixture.exchange(restarted, time, "JSESSIONID=s2; " + companion).tiedBackend());
        assertNull(Fixture.exchange(restarted, time, companion).tiedBackend());
        AppCookieTies other = ties("other", "TOLLGATE", Fixture.ring(folder, time));
        Exchange foreign = Fixture.exchange(other, time, "JSESSIONID=s1; " + companion);
        assertEquals(AffinityResult.NEW, foreign.affinity());
        time.advance(IDLE);
        Exchange late = Fixture.exchange(restarted, time, "JSESSIONID=s1; " + companion);
        assertEquals(AffinityResult.EXPIRED, late.affinity());
        assertNull(late.tiedBackend());
    }

    @Test
    void theEndOfASessionLeavesOtherPoolsTiesInTheCookie() throws KeyRingException {
        CookieTies other = Fixture.ties("other", Fixture.spec(), Fixture.ring(folder, time), time);
        String companion = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        String both = Fixture.pair(
                Objects.requireNonNull(other.answered(Fixture.exchange(other, time, companion), Fixture.answer("b"))));
        String ended = ties.answered(
                Fixture.exchange(ties, time, "JSESSIONID=s1; " + both),
                Fixture.answer("a", "JSESSIONID=; Max-Age=0; Path=/"));
        String left = companion(ended);
        assertEquals("b", Fixture.exchange(other, time, left).tiedBackend());
        assertNull(Fixture.exchange(ties, time, "JSESSIONID=s1; " + left).tiedBackend());
        assertFalse(Objects.requireNonNull(ended).contains("Max-Age"), ended);
    }

    @Test
    void theCompanionIsRenewedAsTimeGoesOnAndWhenTheTieMoves() {
        String companion = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        String cookies = "JSESSIONID=s1; " + companion;
        time.advance(IDLE.dividedBy(8));
        assertNull(ties.answered(of(cookies), Fixture.answer("a")));
        time.advance(Duration.ofSeconds(1));
        assertNotNull(ties.answered(of(cookies), Fixture.answer("a")));
        Exchange moved = of(cookies);
        assertNotNull(ties.answered(moved, Fixture.answer("b")));
        assertEquals(AffinityResult.MOVED, moved.affinity());
        Exchange after = of(cookies);
        assertEquals("b", after.tiedBackend(), "what is known is newer than an old companion");
        assertNotNull(ties.answered(after, Fixture.answer("b")), "which is put right");
    }

    @Test
    void aSuffixThatNamesABackendTies() {
        Exchange routed = of("JSESSIONID=s1.b");
        assertEquals("b", routed.tiedBackend());
        String companion = companion(ties.answered(routed, Fixture.answer("b")));
        assertEquals(0, ties.table().count("b"), "anybody can write a suffix");
        ties.answered(of("JSESSIONID=s1.b; " + companion), Fixture.answer("b"));
        assertEquals(1, ties.table().count("b"));
        for (String id : List.of("s1.gone", "s1.B", "b", "s1.", "s1.b.x")) {
            assertNull(of("JSESSIONID=" + id).tiedBackend(), id);
        }
        ties.answered(of("JSESSIONID=s1.b"), Fixture.answer("a"));
        assertEquals("a", of("JSESSIONID=s1.b").tiedBackend(), "where it has moved goes before what its id says");
    }

    @Test
    void aNewIdIsTheSameCallerStill() {
        ties.answered(of(), Fixture.answer("a", GIVEN));
        time.advance(MAX.minus(IDLE));
        assertNull(of("JSESSIONID=s1").tiedBackend());
        ties.answered(of(), Fixture.answer("a", GIVEN));
        long since = of("JSESSIONID=s1").tieIssuedMillis();
        time.advance(Duration.ofMinutes(5));
        assertNotNull(ties.answered(of("JSESSIONID=s1"), Fixture.answer("a", "JSESSIONID=signedIn; Path=/")));
        assertNull(of("JSESSIONID=s1").tiedBackend());
        Exchange next = of("JSESSIONID=signedIn");
        assertEquals("a", next.tiedBackend());
        assertEquals(since, next.tieIssuedMillis());
        assertEquals(1, ties.table().count("a"));
    }

    @Test
    void aSessionForAnotherPathIsOneBesideIt() {
        ties.answered(of(), Fixture.answer("a", GIVEN));
        ties.answered(of("JSESSIONID=s1"), Fixture.answer("a", "JSESSIONID=s2; Path=/app"));
        assertEquals("a", of("JSESSIONID=s1").tiedBackend());
        assertEquals("a", of("JSESSIONID=s2; JSESSIONID=s1").tiedBackend());
        ties.answered(of("JSESSIONID=s1"), Fixture.answer("a", "JSESSIONID=; Path=/app; Max-Age=0"));
        assertEquals("a", of("JSESSIONID=s1").tiedBackend(), "another has ended");
        assertEquals(2, ties.table().count("a"));
    }

    @Test
    void aSessionEndsWithItsCookie() {
        String companion = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        String line =
                ties.answered(of("JSESSIONID=s1; " + companion), Fixture.answer("a", "JSESSIONID=; Max-Age=0; Path=/"));
        assertEquals("TOLLGATE=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", line);
        assertEquals(0, ties.table().count("a"));
        assertNull(of("JSESSIONID=s1").tiedBackend());
        assertNull(ties.answered(of(), Fixture.answer("a", "JSESSIONID=; Max-Age=0")));
    }

    @Test
    void endsAfterTheIdleTimeAndAtTheLatestAfterTheMost() {
        ties.answered(of(), Fixture.answer("a", GIVEN));
        time.advance(IDLE.plusSeconds(1));
        assertNull(of("JSESSIONID=s1").tiedBackend());
        ties.answered(of(), Fixture.answer("a", GIVEN));
        for (int i = 0; i < 12 * 6 - 1; i++) {
            time.advance(Duration.ofMinutes(10));
            assertEquals("a", of("JSESSIONID=s1").tiedBackend());
        }
        time.advance(Duration.ofMinutes(10));
        assertEquals(AffinityResult.EXPIRED, of("JSESSIONID=s1").affinity());
        assertEquals(0, ties.table().count("a"));
    }

    @Test
    void whoCouldNotServeOnceGetsNobodyNew() {
        Answer unable = new Answer("a", 503, false, List.of(GIVEN));
        assertNull(ties.answered(of(), unable));
        assertNull(of("JSESSIONID=s1").tiedBackend());
    }

    @Test
    void withoutACompanionNothingIsSetAndNothingStripped() {
        AppCookieTies bare = ties("shop", "", ring);
        assertNull(bare.answered(Fixture.exchange(bare, time), Fixture.answer("a", GIVEN)));
        assertEquals("a", Fixture.exchange(bare, time, "JSESSIONID=s1").tiedBackend());
        assertEquals("TOLLGATE=x; JSESSIONID=s1", bare.strip("TOLLGATE=x; JSESSIONID=s1"));
        assertEquals("JSESSIONID=s1", ties.strip("TOLLGATE=x; JSESSIONID=s1"));
        assertNull(bare.answered(
                Fixture.exchange(bare, time, "JSESSIONID=s1"), Fixture.answer("a", "JSESSIONID=; Max-Age=0")));
    }

    @Test
    void noNoiseThrowsOrTies() {
        Random random = new Random(5);
        String good = companion(ties.answered(of(), Fixture.answer("a", GIVEN)));
        String alphabet = "; =\"\t.s1abTOLGE,\\%JID" + '\u00e9' + '\0';
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder("JSESSIONID=x");
            for (int n = random.nextInt(40); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            line.append("; ").append(good, 0, random.nextInt(good.length()));
            Exchange exchange = of(line.toString());
            String backend = exchange.tiedBackend();
            assertTrue(backend == null || line.toString().contains("." + backend), () -> backend + " by " + line);
            ties.strip(line.toString());
            ties.answered(of(), Fixture.answer("b", line.toString().replace("JSESSIONID=x", "OTHER=")));
        }
    }

    private Exchange of(String... cookieLines) {
        return Fixture.exchange(ties, time, cookieLines);
    }

    private AppCookieTies ties(String pool, String companion, KeyRing by) {
        AffinitySpec spec = new AffinitySpec(
                AffinitySpec.Type.APP_COOKIE,
                "JSESSIONID",
                IDLE,
                MAX,
                AffinitySpec.Secure.AUTO,
                AffinitySpec.SameSite.LAX,
                AffinitySpec.WhenDown.MOVE,
                companion,
                "",
                "/",
                false);
        SessionTable table = new SessionTable(IDLE, 10_000, time);
        return new AppCookieTies(pool, spec, by, table, Set.of("a", "b")::contains, time, Fixture.RANDOM);
    }

    private static String companion(@Nullable String line) {
        assertNotNull(line);
        return Fixture.pair(line);
    }
}
