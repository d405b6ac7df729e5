package io.tollgate.admin.ui;

import io.tollgate.admin.ui.MadeUpSite.MadeUpBackend;
import io.tollgate.admin.ui.MadeUpSite.MadeUpPool;
import io.tollgate.control.Edit;
import io.tollgate.health.Health;
import io.tollgate.model.Action;
import io.tollgate.model.Mode;
import io.tollgate.telemetry.Figures;
import io.tollgate.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A site in the middle of a working day: two pools, six backends in several states, and a past. */
final class BusySite {
    private static final long MINUTE = 60_000;

    private BusySite() {}

    static MadeUpSite at(Clock clock) {
        MadeUpSite site = new MadeUpSite(clock);
        long now = clock.wallMillis();
        MadeUpPool shop = site.add("shop");
        shop.figures = new Figures(812, 0.0021, 6.2, 31, 84);
        shop.rates = wave(11, 700, 140);
        shop.p95s = wave(12, 28, 9);
        backend(site, "shop", "a", 9001, 100, 120, 34, 46 * MINUTE, new Figures(377, 0.0004, 5.8, 28, 71));
        MadeUpBackend b = backend(site, "shop", "b", 9002, 100, 120, 31, 4 * MINUTE, new Figures(258, 0, 6.1, 29, 80));
        b.mode = Mode.DRAIN;
        b.sessions = 18;
        b.deadline = now + 26 * MINUTE;
        MadeUpBackend c =
                backend(site, "shop", "c", 9003, 40, 120, 19, 3 * 60 * MINUTE, new Figures(177, 0.0081, 7.4, 42, 130));
        c.overridden = true;
        c.file = c.spec.withWeight(100);
        MadeUpPool api = site.add("api");
        api.tied = false;
        api.figures = new Figures(96.4, 0.031, 12, 88, 240);
        api.rates = wave(13, 90, 30);
        api.p95s = wave(14, 70, 25);
        backend(site, "api", "api-1", 9101, 100, 0, 4, 26 * 60 * MINUTE, new Figures(96.4, 0.031, 12, 88, 240));
        MadeUpBackend down = backend(site, "api", "api-2", 9102, 100, 0, 0, 72_000, Figures.NONE);
        down.health = Health.DOWN;
        down.trouble = "3 of 3 probes: no answer within 2s";
        down.probes = site.probes(false, "no answer", 2000);
        MadeUpBackend away = backend(site, "api", "api-3", 9103, 100, 0, 0, 9 * MINUTE, Figures.NONE);
        away.mode = Mode.MAINTENANCE;
        routes(site);
        past(site);
        return site;
    }

    private static MadeUpBackend backend(
            MadeUpSite site,
            String pool,
            String id,
            int port,
            int weight,
            int limit,
            int inFlight,
            long age,
            Figures figures) {
        MadeUpBackend made = site.add(pool, id, port, weight, limit);
        made.inFlight = inFlight;
        made.sessions = inFlight / 2 + 4;
        made.since -= age;
        made.figures = figures;
        made.probes = site.probes(true, "200", 2.6);
        return made;
    }

    private static void routes(MadeUpSite site) {
        site.route("old", "/old", new Action.Redirect(308, "/catalog"));
        site.route("catalog", "/catalog", new Action.Local());
        site.route("cart", "/cart", to("shop"));
        site.route("main", null, new Action.Local());
        site.said(new Edit.SetAction("catalog", to("shop")));
        site.said(new Edit.AddRoute(MadeUpSite.spec("orders", "/account/orders", to("api")), "main"));
        site.routeFigures.put("catalog", new Figures(412, 0.0004, 5.1, 24, 60));
        site.routeFigures.put("cart", new Figures(96.4, 0.031, 12, 88, 240));
        site.routeFigures.put("main", new Figures(303.6, 0, 2, 9, 20));
    }

    private static Action to(String pool) {
        return new Action.Forward(List.of(new Action.Share(pool, 100)));
    }

    private static void past(MadeUpSite site) {
        site.past(190 * MINUTE, "file", "", List.of("pool shop added", "pool api added"), List.of());
        site.past(
                178 * MINUTE,
                "mira",
                "slower disk until the swap",
                List.of("shop/c: weight 100 → 40"),
                List.of(new Edit.SetWeight("shop", "c", 100)));
        site.past(
                9 * MINUTE,
                "jun",
                "kernel update",
                List.of("api/api-3: mode ready → maintenance"),
                List.of(new Edit.SetMode("api", "api-3", Mode.READY, null)));
        site.past(
                4 * MINUTE,
                "mira",
                "deploy 4.2",
                List.of("shop/b: mode ready → drain, deadline in 30m"),
                List.of(new Edit.SetMode("shop", "b", Mode.READY, null)));
    }

    private static List<Double> wave(long seed, double middle, double swing) {
        Random random = new Random(seed);
        List<Double> values = new ArrayList<>();
        double at = middle;
        for (int i = 0; i < 90; i++) {
            at += (middle + swing * Math.sin(i / 9.0) - at) * 0.3 + random.nextGaussian() * swing * 0.18;
            values.add(Math.max(0, at));
        }
        return values;
    }
}
