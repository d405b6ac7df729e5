package io.tollgate.admin.ui;

import io.tollgate.admin.Interlock;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.control.DrainReport;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Revision;
import io.tollgate.control.Snapshot;
import io.tollgate.model.Durations;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes every page's record from what is in force and what is measured. Thread-safe. */
final class Views {
    /** Revisions on the page of changes. */
    private static final int CHANGES = 200;
    /** Revisions looked through for those of the last hour. */
    private static final int RECENT = 20;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final LiveConfig config;
    private final LiveFigures figures;
    private final Interlock interlock;
    private final Supplier<List<Expiry>> expiries;
    private final Clock clock;
    private final ZoneId zone;
    private final Frames frames;
    private final Pictures pictures;
    private final boolean application;
    private final DrainReport.Reports drains;
    private final Rollouts rollouts;

    /**
     * @param expiries of the certificates in use
     * @param discovery how the search for backends goes
     * @param drains how drains go
     * @param application whether one stands behind that routes can send to
     */
    Views(
            LiveConfig config,
            LiveFigures figures,
            Interlock interlock,
            Supplier<List<Expiry>> expiries,
            DiscoveryReport.Reports discovery,
            DrainReport.Reports drains,
            Rollouts rollouts,
            Clock clock,
            ZoneId zone,
            Frames frames,
            boolean application) {
        this.config = config;
        this.figures = figures;
        this.interlock = interlock;
        this.expiries = expiries;
        this.clock = clock;
        this.zone = zone;
        this.frames = frames;
        this.application = application;
        this.drains = drains;
        this.rollouts = rollouts;
        this.pictures = new Pictures(figures, discovery, clock);
    }

    OverviewPage overview(Visit visit, Outcome outcome) {
        Snapshot snapshot = config.current();
        List<PoolPicture> pools = pictures.all(snapshot);
        long since = clock.wallMillis() - HOUR;
        List<Revision> recent = config.revisions(RECENT).stream()
                .filter(r -> r.atMillis() >= since)
                .toList();
        return new OverviewPage(
                frame(visit, Place.overview(visit.messages()), snapshot, pools, outcome),
                cards(visit, pools),
                lines(visit, recent));
    }

    PoolsPage pools(Visit visit, Outcome outcome) {
        Snapshot snapshot = config.current();
        List<PoolPicture> pools = pictures.all(snapshot);
        return new PoolsPage(
                frame(visit, Place.pools(visit.messages()), snapshot, pools, outcome), cards(visit, pools));
    }

    RoutesPage routes(Visit visit, RouteAsk ask, Outcome outcome) {
        Messages messages = visit.messages();
        Snapshot snapshot = config.current();
        List<PoolPicture> pools = pictures.all(snapshot);
        List<Target> targets = Target.all(snapshot.pools().keySet(), application);
        RouteRows rows = new RouteRows(snapshot, pools, targets, figures::route, messages, format(messages));
        RouteWords words = new RouteWords(messages);
        return new RoutesPage(
                frame(visit, Place.routes(messages, ask), snapshot, pools, outcome),
                rows.of(ask),
                targets.stream()
                        .map(target -> new RoutesPage.Choice(target.value(), words.of(target)))
                        .toList(),
                ask.add());
    }

    ChangesPage changes(Visit visit, Outcome outcome) {
        Snapshot snapshot = config.current();
        List<PoolPicture> pools = pictures.all(snapshot);
        return new ChangesPage(
                frame(visit, Place.changes(visit.messages()), snapshot, pools, outcome),
                lines(visit, config.revisions(CHANGES)));
    }

    MessagePage missing(Visit visit) {
        Snapshot snapshot = config.current();
        return new MessagePage(
                frame(visit, Place.missing(visit.messages()), snapshot, pictures.all(snapshot), Outcome.NONE),
                visit.messages().get("missing.text"));
    }

    /** The page of that pool, which must be in the snapshot. */
    PoolPage pool(Visit visit, Snapshot snapshot, PoolRuntime runtime, PoolAsk ask, Outcome outcome) {
        Messages messages = visit.messages();
        String id = runtime.spec().id();
        List<PoolPicture> pools = pictures.all(snapshot);
        PoolPicture picture =
                pools.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
        PoolSpec file = snapshot.file().pool(id);
        BackendRows rows = new BackendRows(
                picture,
                file,
                b -> snapshot.found(id, b),
                b -> config.overlay(id, b),
                b -> drains.of(id, b),
                edit -> interlock.judge(snapshot, List.of(edit)),
                messages,
                format(messages),
                clock.wallMillis());
        return new PoolPage(
                frame(visit, Place.pool(id, ask), snapshot, pools, outcome),
                card(messages, picture),
                settings(messages, runtime.spec()),
                new Sentences(messages, format(messages)).serving(picture),
                discovery(messages, snapshot, picture),
                override(messages, runtime.spec(), file),
                policies(messages, picture, ask.policy()),
                new RolloutPanels(messages, format(messages), clock.wallMillis())
                        .of(runtime.spec(), rollouts.of(id), ask.rollout(), ask.overload()),
                rows.of(ask),
                ask.add());
    }

    private static String settings(Messages messages, PoolSpec spec) {
        return messages.get(
                "pool.settings",
                NewPolicy.words(spec.policy(), messages),
                spec.affinity().type().toString(),
                spec.probe().type().toString(),
                Durations.format(spec.probe().interval()));
    }

    private PoolPage.@Nullable DiscoveryNote discovery(Messages messages, Snapshot snapshot, PoolPicture pool) {
        DiscoveryReport report = pool.discovery();
        if (report == null) {
            return null;
        }
        Format format = format(messages);
        long now = clock.wallMillis();
        int leaving = snapshot.discovered().leaving(pool.id());
        String seen = seen(messages, report, now);
        String next = report.nextLookMillis() == 0
                ? ""
                : " " + messages.get("discovery.next", format.lasting(Math.max(0, report.nextLookMillis() - now)));
        String left = leaving == 0 ? "" : " " + messages.get("discovery.leaving", leaving);
        return new PoolPage.DiscoveryNote(seen + next + left, trouble(messages, report));
    }

    private String seen(Messages messages, DiscoveryReport report, long now) {
        if (report.source().isEmpty()) {
            return messages.get("discovery.over");
        }
        return report.lastSeenMillis() == 0
                ? messages.get("discovery.never", report.source())
                : messages.get(
                        "discovery.found",
                        report.source(),
                        report.backends(),
                        format(messages).ago(now - report.lastSeenMillis()));
    }

    private static String trouble(Messages messages, DiscoveryReport report) {
        if (report.trouble() == null) {
            return "";
        }
        return messages.get(report.backends() == 0 ? "discovery.nobody" : "discovery.trouble", report.trouble());
    }

    private static @Nullable String override(Messages messages, PoolSpec spec, @Nullable PoolSpec file) {
        return file == null || file.policy().equals(spec.policy())
                ? null
                : messages.get("policy.override", NewPolicy.words(file.policy(), messages));
    }

    private @Nullable PolicyAsk policies(Messages messages, PoolPicture pool, @Nullable AddForm form) {
        if (form == null) {
            return null;
        }
        String current = pool.spec().policy().type();
        String rate = format(messages).figure(pool.figures().requestsPerSecond());
        return new PolicyAsk(
                messages.get("policy.now", rate, NewPolicy.words(pool.spec().policy(), messages)),
                PolicySpec.TYPES.stream()
                        .map(type -> new PolicyAsk.Act(
                                type,
                                type.equals(current),
                                type.equals(PolicySpec.RING_HASH),
                                messages.get("policy." + type)))
                        .toList(),
                form);
    }

    private Frame frame(Visit visit, Place place, Snapshot snapshot, List<PoolPicture> pools, Outcome outcome) {
        return frames.of(
                visit, place, snapshot.revision(), topLine(visit.messages(), pools), outcome, format(visit.messages()));
    }

    private TopLine topLine(Messages messages, List<PoolPicture> pools) {
        Format format = format(messages);
        Sentences sentences = new Sentences(messages, format);
        Figures total = figures.total();
        return new TopLine(
                pools.stream().map(PoolPicture::tone).reduce(Tone.CALM, Tone::or),
                sentences.all(pools, waiting(pools)),
                alarms(sentences, pools),
                format.figure(total.requestsPerSecond()),
                format.percent(total.errorShare()),
                format.millis(total.p95Millis()),
                format.count(pools.stream().mapToInt(PoolPicture::queue).sum()));
    }

    private int waiting(List<PoolPicture> pools) {
        return (int) pools.stream()
                .map(pool -> rollouts.of(pool.id()))
                .filter(rollout -> rollout != null && rollout.phase() == Rollout.Phase.PAUSED)
                .count();
    }

    private List<String> alarms(Sentences sentences, List<PoolPicture> pools) {
        long now = clock.wallMillis();
        return Stream.concat(
                        pools.stream().map(sentences::alarm),
                        expiries.get().stream().map(expiry -> sentences.alarm(expiry, now)))
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private List<PoolCard> cards(Visit visit, List<PoolPicture> pools) {
        return pools.stream().map(p -> card(visit.messages(), p)).toList();
    }

    private PoolCard card(Messages messages, PoolPicture pool) {
        Format format = format(messages);
        Sentences sentences = new Sentences(messages, format);
        Figures own = pool.figures();
        return new PoolCard(
                pool.id(),
                pool.tone(),
                sentences.pool(pool),
                sentences.alarm(pool),
                pool.spec().policy().type(),
                format.figure(own.requestsPerSecond()),
                format.percent(own.errorShare()),
                own.errorShare() >= PoolPicture.FAILING,
                format.millis(own.p50Millis()),
                format.millis(own.p95Millis()),
                format.millis(own.p99Millis()),
                format.count(pool.inFlight()),
                pool.ties() ? format.count(pool.sessions()) : Format.NONE,
                format.count(pool.queue()),
                format.millis(figures.queueWaitP95Millis(pool.id())),
                pool.waiting(),
                Sparkline.of(figures.requestHistory(pool.id()), format),
                Sparkline.of(figures.p95History(pool.id()), format),
                SplitBar.of(pool, format));
    }

    private List<ChangeLine> lines(Visit visit, List<Revision> revisions) {
        return new ChangeLines(visit.messages(), format(visit.messages()), clock.wallMillis()).of(revisions);
    }

    private Format format(Messages messages) {
        return new Format(messages, zone);
    }
}
