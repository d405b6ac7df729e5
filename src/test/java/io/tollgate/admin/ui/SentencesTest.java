package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.when;

import io.tollgate.admin.Interlock;
import io.tollgate.admin.ui.MadeUpSite.MadeUpBackend;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.Snapshot;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of the whole, and of acts before they are done. */
class SentencesTest {
    private @Nullable DiscoveryReport discovery;
    private final FakeTime time = new FakeTime();
    private final MadeUpSite site = new MadeUpSite(time);
    private final Messages messages = Messages.in(Locale.ENGLISH);
    private final Format format = new Format(messages, ZoneOffset.UTC);
    private final Sentences sentences = new Sentences(messages, format);
    private MadeUpBackend a;
    private MadeUpBackend b;

    @BeforeEach
    void threeBackends() {
        a = site.add("shop", "a", 9001, 100, 100);
        b = site.add("shop", "b", 9002, 100, 100);
        site.add("shop", "c", 9003, 100, 100);
    }

    private List<PoolPicture> pictures() {
        return new Pictures(site.figures, pool -> discovery, time).all(site.config.current());
    }

    private String consequence(String id, Mode mode) {
        Snapshot snapshot = site.config.current();
        PoolPicture pool = pictures().get(0);
        BackendPicture backend = pool.backends().stream()
                .filter(x -> x.id().equals(id))
                .findFirst()
                .orElseThrow();
        Interlock interlock = new Interlock(site.figures);
        return new Consequences(pool, edit -> interlock.judge(snapshot, List.of(edit)), messages, format)
                .of(backend, mode);
    }

    @Test
    void theWholeIsOneSentenceAndWhetherItNeedsSomebody() {
        b.mode = Mode.DRAIN;
        site.add("api", "x", 9101, 100, 0);
        assertEquals("2 pools, 4 backends: 3 up, 1 draining. Nothing needs you.", sentences.all(pictures()));
        assertEquals(
                "2 pools, 4 backends: 3 up, 1 draining. A rolling deployment waits for you.",
                sentences.all(pictures(), 1));
        a.health = Health.DOWN;
        assertEquals("2 pools, 4 backends: 2 up, 1 draining, 1 down. One needs you.", sentences.all(pictures()));
    }

    @Test
    void callersThatWaitAreSaid() {
        site.pool("shop").queue = 7;
        assertTrue(sentences.all(pictures()).endsWith("7 callers wait."), sentences.all(pictures()));
    }

    @Test
    void anEmptyPoolAndOneThatServesNobodyAreLoud() {
        site.add("api");
        assertTrue(sentences.alarm(pictures().get(1)).startsWith("The pool api has no backend"));
        assertEquals("", sentences.alarm(pictures().get(0)));
        site.pool("shop").failOpen = true;
        assertTrue(sentences.alarm(pictures().get(0)).startsWith("Every backend of shop is down."));
    }

    @Test
    void aPoolWhoseBackendsCannotBeFoundIsLoudThoughAllServe() {
        discovery = new DiscoveryReport("file backends.yaml", 3, 1, 0, "there is no such file", 1);
        PoolPicture shop = pictures().get(0);
        assertEquals(Tone.WATCH, shop.tone());
        assertEquals(
                "Looking for the backends of shop tells nothing: there is no such file. What was found last stays.",
                sentences.alarm(shop));
        discovery = new DiscoveryReport("DNS shop.internal", 0, 1, 0, "there is no name shop.internal", 0);
        assertEquals(
                "Looking for the backends of shop finds nobody: there is no name shop.internal.",
                sentences.alarm(pictures().get(0)));
    }

    @Test
    void aCertificateIsLoudTwoWeeksBeforeItExpires() {
        long now = 1_800_000_000_000L;
        Duration day = Duration.ofDays(1);
        assertEquals("", alarm(now + 14 * day.toMillis(), now));
        assertEquals(
                "The certificate of shop.example.com that secure shows expires in 13 d. Put a new one in its place.",
                alarm(now + 14 * day.toMillis() - 1, now));
        assertEquals(
                "The certificate of shop.example.com that secure shows has expired. Put a new one in its place.",
                alarm(now, now));
    }

    private String alarm(long expires, long now) {
        return sentences.alarm(new Expiry("secure", "shop.example.com", expires), now);
    }

    @Test
    void drainingTellsSessionsShareAndWhatTheOthersWouldCarry() {
        a.sessions = 42;
        b.sessions = 18;
        b.inFlight = 16;
        a.inFlight = 100;
        a.figures = new Figures(69, 0, 1, 1, 1);
        b.figures = new Figures(31, 0, 1, 1, 1);
        assertEquals(
                "b holds 18 of 60 sessions and 31 % of requests. They stay until they end; only new callers go"
                        + " elsewhere. It leaves 67 % of capacity. The others would run at 58 % of their limit.",
                consequence("b", Mode.DRAIN));
    }

    @Test
    void whatWouldOverloadIsSaidWithItsFigures() {
        a.inFlight = 95;
        b.inFlight = 140;
        site.pool("shop").figures = new Figures(812, 0, 1, 1, 1);
        when(site.figures.serviceMillis("shop")).thenReturn(250.0);
        assertTrue(
                consequence("b", Mode.MAINTENANCE)
                        .endsWith("It leaves 67 % of capacity. The others may serve 200 at once; 235 are in flight now,"
                                + " 118 % of that. At the present 812 req/s the queue fills in 1 min."),
                consequence("b", Mode.MAINTENANCE));
    }

    @Test
    void whoGoesWithoutBeingMissedIsNoLoss() {
        b.health = Health.DOWN;
        a.inFlight = 10;
        assertTrue(
                consequence("b", Mode.MAINTENANCE)
                        .endsWith(
                                "b holds 0 of 0 sessions and 0 % of requests. The others would run at 5 % of their limit."),
                consequence("b", Mode.MAINTENANCE));
    }

    @Test
    void takingTheLastOneSaysThatNobodyIsLeft() {
        a.mode = Mode.MAINTENANCE;
        site.backend("shop", "c").mode = Mode.DRAIN;
        String last =
                "Nobody who is ready and well would be left: new callers would go to those who drain, or who are not"
                        + " well.";
        assertTrue(consequence("b", Mode.DRAIN).contains(last), consequence("b", Mode.DRAIN));
        assertTrue(consequence("b", Mode.MAINTENANCE).contains(last), consequence("b", Mode.MAINTENANCE));
        site.backend("shop", "c").mode = Mode.MAINTENANCE;
        assertTrue(
                consequence("b", Mode.MAINTENANCE)
                        .endsWith("Nobody would be left to take new callers: they would be answered with 503."),
                consequence("b", Mode.MAINTENANCE));
    }

    @Test
    void comingBackTellsItsShare() {
        b.mode = Mode.MAINTENANCE;
        assertEquals("b takes new callers again, about 33 % of them.", consequence("b", Mode.READY));
        b.health = Health.DOWN;
        assertEquals("b is down: it takes callers once its probes succeed.", consequence("b", Mode.READY));
    }
}
