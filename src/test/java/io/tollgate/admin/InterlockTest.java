package io.tollgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Discovered;
import io.tollgate.control.Edit;
import io.tollgate.control.Overlay;
import io.tollgate.control.RoutesOverlay;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.Defaults;
import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What changes leave of a pool. A backend is written as {@code id*weight/limit:tier@zone}, the pool stands in zone west
 * where any has a zone, and what is left as {@code who share [tier] [in flight/limit] [full] [time until the queue fills]}.
 */
class InterlockTest {

    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Without limits the weights say what is left.
                "a b c             |                      | b drain         | SOME 67 %",
                "a b c             |                      | b maintenance   | SOME 67 %",
                "a b c             |                      | b removed       | SOME 67 %",
                "a b c             |                      | b weight 0      | SOME 67 %",
                "a b c             |                      | b weight 50     | SOME 83 %",
                "a b c             |                      | b weight 200    | -",
                "a b c             |                      | b ready         | -",
                "a b*50 c*250      |                      | c drain         | SOME 38 %",
                // With limits they do.
                "a/50 b/50 c/100   | a=30 b=10 c=20       | c drain         | SOME 50 % 60/100",
                "a/20 b/20 c/100   | a=15 b=15 c=60       | c drain         | SOME 29 % 90/40 full",
                "a/20 b/20 c/100   | a=15 b=15 c=60       | c weight 0      | SOME 29 % 90/40 full",
                "a/20 b/20         | a=20 b=20            | b weight 1      | SOME 100 % 40/40",
                "a/50 b c/100      | c=60                 | c drain         | SOME 67 %",
                "a/50 b/50         | a=20 b=20            | b becomes b/5   | SOME 55 % 40/55",
                "a/50 b/50         | a=50 b=20            | b becomes b/5   | SOME 55 % 70/55 full",
                "a/50 b/50         | a=50 b=20            | b becomes b/80  | ALL 100 % 70/130",
                "a/50 b            | a=50 b=20            | b becomes b/5   | SOME 100 % 70/55 full",
                // The last one.
                "a                 |                      | a drain         | LAST 100 %",
                "a                 |                      | a maintenance   | NOBODY 0 %",
                "a                 |                      | a removed       | NOBODY 0 %",
                "a                 |                      | a weight 0      | NOBODY 0 %",
                "a/50              | a=9                  | a maintenance   | NOBODY 0 %",
                "a b               | b drain              | a drain         | LAST 200 %",
                "a b               | b drain              | a maintenance   | LAST 100 %",
                "a b               | b down               | a maintenance   | LAST 100 %",
                "a b               | b down               | a drain         | LAST 100 %",
                "a b               | b maintenance        | a maintenance   | NOBODY 0 %",
                // Who serves nobody new is no loss.
                "a b               | b down               | b maintenance   | ALL 100 %",
                "a b               | b down               | b removed       | ALL 100 %",
                "a b               | b drain              | b maintenance   | ALL 100 %",
                "a b               | b drain              | b removed       | ALL 100 %",
                "a b               | b drain              | b drain         | -",
                "a b               | b maintenance        | b removed       | ALL 100 %",
                "a b*0             |                      | b drain         | ALL 100 %",
                "a/9 b/90          | b down a=9           | b maintenance   | ALL 100 % 9/9",
                // Those who drain serve where nobody else does.
                "a b               | a drain b drain      | b maintenance   | SOME 50 %",
                "a                 | a drain              | a maintenance   | NOBODY 0 %",
                // Nobody is well, and health is ignored.
                "a b c             | a down b down c down | c drain         | SOME 67 %",
                "a                 | a down               | a drain         | NOBODY 0 %",
                // The backup site.
                "a b x:1 y:1       |                      | b drain         | SOME 50 %",
                "a b x:1 y:1       |                      | x drain         | ALL 100 %",
                "a b x:1 y:1       | b drain              | a maintenance   | SOME 200 % tier 1",
                "a/50 x/10:1       | a=30                 | a maintenance   | SOME 20 % tier 1 30/10 full",
                "a/50 x/80:1       | a=30                 | a maintenance   | SOME 160 % tier 1 30/80",
                "a/50 x/80:1       | a=30 x down          | a maintenance   | LAST 160 % 30/80",
                // It helps until nobody in the first tier is missed.
                "a/50 b c x/50:1   | b maintenance c down a=30 x=30 | c maintenance | SOME 50 % 60/50 full",
                // Zones of a tier help each other when they are full, and take over when one has nobody.
                "a@west b@west c@east          |     | b drain         | SOME 50 %",
                "a@west b@west c@east          |     | c drain         | SOME 100 %",
                "a/50@west b/50@west c/99@east |     | b drain         | SOME 75 % 0/149",
                "a@west c@east                 |     | a drain         | SOME 100 %",
                // By Little's law 100 requests a second of 150 ms are 15 at once.
                "a/10 b/10         | rate=100 ms=150      | b drain         | SOME 50 % 0/10 20 s",
                "a/10 b/10         | rate=100 ms=90       | b drain         | SOME 50 % 0/10",
                "a/10 b/10         | rate=100 ms=0        | b drain         | SOME 50 % 0/10",
                "a/10 b/10         | rate=100 ms=101      | b drain         | SOME 50 % 0/10 1000 s",
                "a/1 b/1           | a=1 b=1 waiting=95 rate=100 ms=20 | b drain | SOME 50 % 2/1 full 8 s",
                "a/10 b/10         | rate=1000 ms=150     | b weight 50     | SOME 100 % 0/20",
                "a/10              | rate=100 ms=150      | a maintenance   | NOBODY 0 %",
                // What rises slowly is spared only beside one that is warm.
                "a b               | b rising             | a drain         | SOME 9 %",
                "a/100 b/100       | b rising             | a drain         | SOME 91 % 0/100",
                "a/100 b/100       | b rising             | b drain         | SOME 91 % 0/100",
                // Nothing is there.
                "''                |                      | a drain         | -",
                "b                 |                      | a removed       | -",
            })
    void whatIsLeft(String backends, @Nullable String state, String edit, @Nullable String left) {
        InterlockSite site = new InterlockSite(backends);
        if (state != null) {
            site.set(state);
        }
        Impact impact = site.judge(site.edits(edit));
        assertEquals(left, impact == null ? null : written(impact));
    }

    private static String written(Impact impact) {
        List<String> said = new ArrayList<>();
        said.add(impact.left() + " " + Math.round(impact.capacity() * 100) + " %");
        if (impact.takesOver() != null) {
            said.add("tier " + impact.takesOver());
        }
        if (impact.limit() > 0) {
            said.add(impact.inFlight() + "/" + impact.limit());
        }
        if (impact.full()) {
            said.add("full");
        }
        if (impact.fills() != null) {
            said.add(impact.fills().toSeconds() + " s");
        }
        boolean asked = said.get(0).matches("(LAST|NOBODY).*") || impact.full() || impact.fills() != null;
        assertEquals(asked, impact.overloads());
        return String.join(" ", said);
    }

    @Test
    void aChangeIsJudgedAsAWhole() {
        InterlockSite site = new InterlockSite("a b c");
        List<Edit> both = new ArrayList<>(site.edits("a maintenance"));
        both.addAll(site.edits("b maintenance"));
        assertEquals(1.0 / 3, judged(site, both).capacity(), 1e-9);
        both.addAll(site.edits("c drain"));
        assertTrue(judged(site, both).overloads());
        both.addAll(site.edits("a ready"));
        assertEquals(Impact.Left.SOME, judged(site, both).left(), "one is there again in the end");
    }

    @Test
    void followingTheFileIsAWeightLikeAnyOther() {
        InterlockSite site = new InterlockSite("a b");
        Configuration file = mock(Configuration.class);
        when(file.pool("shop")).thenReturn(Defaults.pool("shop", List.of(InterlockSite.backend("b*50"))));
        when(site.snapshot.file()).thenReturn(file);
        assertEquals(
                0.75, judged(site, List.of(new Edit.FollowFile("shop", "b"))).capacity());
        BackendSpec added = InterlockSite.backend("b*20");
        BackendOverlay said = new BackendOverlay(Mode.READY, 0, null, 100, added, true);
        when(site.snapshot.overlay())
                .thenReturn(new Overlay(Map.of("shop", Map.of("b", said)), RoutesOverlay.NONE, Map.of()));
        assertEquals(
                0.6, judged(site, List.of(new Edit.FollowFile("shop", "b"))).capacity());
    }

    /** It will be refused, so nobody need be asked. */
    @Test
    void whatWasDiscoveredIsNotRemoved() {
        InterlockSite site = new InterlockSite("a");
        when(site.snapshot.found("shop", "a")).thenReturn(new Discovered.Found(InterlockSite.backend("a"), 0));
        assertNull(site.judge(site.edits("a removed")));
    }

    @Test
    void whatIsAboutNoBackendOrNoPoolTakesNothing() {
        InterlockSite site = new InterlockSite("a");
        assertNull(site.judge(List.of(new Edit.SetPolicy("shop", null), new Edit.RemoveRoute("main"))));
        assertNull(site.judge(List.of(new Edit.RemoveBackend("none", "a"))));
    }

    private static Impact judged(InterlockSite site, List<Edit> edits) {
        Impact impact = site.judge(edits);
        assertNotNull(impact);
        return impact;
    }
}
