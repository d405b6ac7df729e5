package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.admin.ui.MadeUpSite.MadeUpBackend;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.health.Health;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import io.tollgate.testing.FakeTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PicturesTest {
    private final FakeTime time = new FakeTime();
    private final MadeUpSite site = new MadeUpSite(time);
    private MadeUpBackend a;
    private MadeUpBackend b;

    @BeforeEach
    void twoBackends() {
        a = site.add("shop", "a", 9001, 100, 0);
        b = site.add("shop", "b", 9002, 300, 0);
    }

    private PoolPicture picture() {
        return new Pictures(site.figures, DiscoveryReport.Reports.NONE, time)
                .all(site.config.current())
                .get(0);
    }

    private List<BackendState> states() {
        return picture().backends().stream().map(BackendPicture::state).toList();
    }

    private List<Double> asked() {
        return picture().backends().stream().map(BackendPicture::asked).toList();
    }

    @Test
    void sharesAreThoseOfRequestsAndOfWeights() {
        a.figures = new Figures(30, 0, 1, 1, 1);
        b.figures = new Figures(10, 0, 1, 1, 1);
        assertEquals(
                List.of(0.75, 0.25),
                picture().backends().stream().map(BackendPicture::share).toList());
        assertEquals(List.of(0.25, 0.75), asked());
    }

    @Test
    void withoutRequestsNobodyHasAShare() {
        assertEquals(0.0, picture().backends().get(0).share());
    }

    @Test
    void whoTakesNoNewCallersIsAskedForNone() {
        b.mode = Mode.DRAIN;
        assertEquals(List.of(1.0, 0.0), asked());
        b.mode = Mode.READY;
        b.health = Health.DOWN;
        assertEquals(List.of(1.0, 0.0), asked());
    }

    @Test
    void onlyTheLowestTierIsAsked() {
        b.spec = new BackendSpec("b", b.spec.url(), 300, 1, "", 0);
        assertEquals(List.of(1.0, 0.0), asked());
        a.health = Health.DOWN;
        assertEquals(List.of(0.0, 1.0), asked());
    }

    @Test
    void theMostTellingStateComesFirst() {
        a.mode = Mode.DRAIN;
        b.mode = Mode.MAINTENANCE;
        b.health = Health.DOWN;
        assertEquals(List.of(BackendState.DRAIN, BackendState.MAINTENANCE), states());
        a.health = Health.DOWN;
        b.mode = Mode.READY;
        b.health = Health.UP;
        b.ejectedUntil = time.wallMillis() + 1;
        assertEquals(List.of(BackendState.DOWN, BackendState.EJECTED), states());
        b.ejectedUntil = time.wallMillis();
        assertEquals(BackendState.UP, states().get(1));
    }

    @Test
    void whenAllAreDownReadyOnesAreAskedInSpiteOfIt() {
        a.health = Health.DOWN;
        b.health = Health.DOWN;
        site.pool("shop").failOpen = true;
        assertEquals(List.of(0.25, 0.75), asked());
        assertEquals(Tone.ALARM, picture().tone());
        assertFalse(picture().servesNobody());
    }

    @Test
    void aPoolWithNobodyToServeIsLoud() {
        a.mode = Mode.MAINTENANCE;
        b.mode = Mode.MAINTENANCE;
        assertTrue(picture().servesNobody());
        assertEquals(Tone.ALARM, picture().tone());
    }

    @Test
    void oneDownOrSomebodyWaitingIsWorthALook() {
        assertEquals(Tone.CALM, picture().tone());
        site.pool("shop").queue = 1;
        assertEquals(Tone.WATCH, picture().tone());
        site.pool("shop").queue = 0;
        a.health = Health.DOWN;
        assertEquals(Tone.WATCH, picture().tone());
    }
}
