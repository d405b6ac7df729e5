package io.tollgate.admin.ui;

import io.tollgate.admin.Impact;
import io.tollgate.admin.ui.BackendRow.DrainNote;
import io.tollgate.admin.ui.BackendRow.Extension;
import io.tollgate.admin.ui.BackendRow.ModeAct;
import io.tollgate.admin.ui.BackendRow.ProbeNote;
import io.tollgate.admin.ui.BackendRow.WeightControl;
import io.tollgate.balance.Endpoint;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Discovered;
import io.tollgate.control.DrainReport;
import io.tollgate.control.Edit;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the rows of one pool's table. */
final class BackendRows {
    /** Minutes by which a drain can be extended with one click. */
    private static final List<Integer> EXTENSIONS = List.of(15, 60);

    private final PoolPicture pool;
    private final @Nullable PoolSpec file;
    private final Function<String, Discovered.@Nullable Found> found;
    private final Function<String, BackendOverlay> overlays;
    private final Function<String, @Nullable DrainReport> drains;
    private final Messages messages;
    private final Format format;
    private final long now;
    private final Consequences consequences;
    private final Drawers drawers;

    /**
     * @param file what the file says of the pool; null when it does not have it
     * @param found what was discovered under an id; null where nothing was
     * @param overlays what operators say of a backend, by its id
     * @param drains how a backend's drain goes; null where it does not drain by an operator's wish
     * @param judge what an edit would leave of the pool; null where it takes nothing away
     * @param now wall time
     */
    BackendRows(
            PoolPicture pool,
            @Nullable PoolSpec file,
            Function<String, Discovered.@Nullable Found> found,
            Function<String, BackendOverlay> overlays,
            Function<String, @Nullable DrainReport> drains,
            Function<Edit, @Nullable Impact> judge,
            Messages messages,
            Format format,
            long now) {
        this.pool = pool;
        this.file = file;
        this.found = found;
        this.overlays = overlays;
        this.drains = drains;
        this.messages = messages;
        this.format = format;
        this.now = now;
        this.consequences = new Consequences(pool, judge, messages, format);
        this.drawers = new Drawers(consequences, messages, format, now);
    }

    List<BackendRow> of(PoolAsk ask) {
        return pool.backends().stream().map(b -> row(b, ask)).toList();
    }

    private BackendRow row(BackendPicture b, PoolAsk ask) {
        Endpoint endpoint = b.endpoint();
        Discovered.Found discovered = found.apply(b.id());
        BackendSpec inFile = file == null ? null : file.backend(b.id());
        BackendSpec given = discovered == null ? inFile : discovered.spec();
        BackendOverlay overlay = overlays.apply(b.id());
        int limit = endpoint.maxRequests();
        return new BackendRow(
                b.id(),
                b.spec().url().place(),
                place(b.spec()),
                discovered == null,
                b.state(),
                word(b),
                format.lasting(now - endpoint.stateSinceMillis()),
                why(b, discovered),
                Arrays.stream(Mode.values())
                        .filter(m -> m != Mode.READY || !leaves(discovered, overlay))
                        .map(m -> act(b, m))
                        .toList(),
                weight(b, ask),
                format.count(b.inFlight()),
                endpoint.tunnels() == 0 ? "" : messages.get("tunnels", endpoint.tunnels()),
                limit == 0 ? "" : format.count(limit),
                limit > 0 && b.inFlight() >= limit,
                pool.ties() ? format.count(b.sessions()) : Format.NONE,
                format.figure(b.figures().requestsPerSecond()),
                format.millis(b.figures().p50Millis()),
                format.millis(b.figures().p95Millis()),
                format.millis(b.figures().p99Millis()),
                format.percent(b.figures().errorShare()),
                b.figures().errorShare() >= PoolPicture.FAILING,
                ProbeNote.of(endpoint.lastProbe(), format, now),
                endpoint.mode() == Mode.DRAIN ? drain(b, overlay, discovered) : null,
                overlay.weight() != null && given != null ? given.weight() : null,
                b.id().equals(ask.open()) ? drawers.of(b, overlay, discovered != null) : null,
                ask(b, ask.wish(), discovered != null, inFile != null));
    }

    private BackendRow.@Nullable Ask ask(BackendPicture b, @Nullable Wish wish, boolean discovered, boolean inFile) {
        if (wish == null || !b.id().equals(wish.backend()) || (discovered && wish.act() == Wish.Act.REMOVE)) {
            return null;
        }
        Edit edit = wish.edit(pool.id(), now);
        boolean force = consequences.overloads(edit);
        String consequence = consequences.of(b, wish, edit, inFile);
        boolean removal = wish.act() == Wish.Act.REMOVE;
        return new BackendRow.Ask(
                wish.act().path(),
                question(wish),
                consequence,
                force,
                wish.fields(),
                wish.reason(),
                force
                        ? messages.get("ask.force")
                        : removal ? messages.get("remove.go", b.id()) : messages.get("ask.go"),
                messages.get("remove.keep"));
    }

    private String question(Wish wish) {
        Mode mode = wish.mode();
        return switch (wish.act()) {
            case MODE -> messages.get("ask.mode", wish.backend(), messages.get("mode." + mode));
            case WEIGHT -> messages.get("ask.weight", wish.backend(), String.valueOf(wish.weight()));
            case FOLLOW -> messages.get("ask.follow", wish.backend());
            case REMOVE -> messages.get("remove.ask", wish.backend());
        };
    }

    private String place(BackendSpec spec) {
        Stream<String> tier =
                several(BackendSpec::tier) ? Stream.of(messages.get("row.tier", spec.tier())) : Stream.of();
        Stream<String> zone = several(BackendSpec::zone) ? Stream.of(spec.zone()) : Stream.of();
        return Stream.concat(tier, zone).filter(part -> !part.isEmpty()).collect(Collectors.joining(" \u00b7 "));
    }

    private boolean several(Function<BackendSpec, Object> trait) {
        return pool.backends().stream()
                        .map(b -> trait.apply(b.spec()))
                        .distinct()
                        .count()
                > 1;
    }

    private String word(BackendPicture b) {
        String word = messages.get("state." + b.state().css());
        boolean also = b.endpoint().mode() == Mode.DRAIN && b.state().trouble();
        return also ? messages.get("state.both", word, messages.get("state.drain")) : word;
    }

    private String why(BackendPicture b, Discovered.@Nullable Found discovered) {
        String trouble = b.endpoint().trouble();
        if (b.state() == BackendState.EJECTED) {
            String left = format.lasting(b.endpoint().ejectedUntilMillis() - now);
            return messages.get("why.ejected", trouble == null ? "" : trouble, left);
        }
        if (trouble != null && (b.state() == BackendState.DOWN || b.state().open())) {
            return trouble;
        }
        if (discovered != null && discovered.leaving()) {
            long end = discovered.endMillis(pool.spec());
            return messages.get("why.leaving", format.minute(end), format.lasting(Math.max(0, end - now)));
        }
        return switch (b.state()) {
            case MAINTENANCE -> messages.get("why.maintenance");
            case UP, UNKNOWN -> b.spec().weight() == 0 ? messages.get("why.weightless") : "";
            default -> "";
        };
    }

    /** One that drains because it is found no more is not an operator's to make ready. */
    private static boolean leaves(Discovered.@Nullable Found discovered, BackendOverlay overlay) {
        return discovered != null && discovered.leaving() && overlay.mode() == Mode.READY;
    }

    private ModeAct act(BackendPicture b, Mode mode) {
        boolean current = b.endpoint().mode() == mode;
        return new ModeAct(mode, messages.get("mode." + mode), current, current ? "" : consequences.of(b, mode));
    }

    private WeightControl weight(BackendPicture b, PoolAsk ask) {
        boolean wrong = b.id().equals(ask.weightOf());
        Wish wish = ask.wish();
        String wished = wish != null && b.id().equals(wish.backend()) ? wish.weight() : null;
        Consequences.Standing standing = consequences.standing(b);
        return new WeightControl(
                wrong
                        ? ask.weightTyped()
                        : wished != null ? wished : Integer.toString(b.spec().weight()),
                format.roundPercent(b.asked()),
                Format.plain(standing.others()),
                format.roundPercent(standing.share()),
                wrong ? messages.get("weight.wrong") : "");
    }

    /** One that leaves drains without anybody's wish, which could be called off. */
    private @Nullable DrainNote drain(BackendPicture b, BackendOverlay overlay, Discovered.@Nullable Found discovered) {
        if (discovered != null && overlay.mode() != Mode.DRAIN) {
            return null;
        }
        Long deadline = overlay.deadlineMillis();
        String key = pool.ties() ? "drain.left" : "drain.left.untied";
        String since = format.lasting(now - since(b, overlay));
        DrainReport report = drains.apply(b.id());
        return new DrainNote(
                messages.get(key, since, b.sessions(), b.inFlight()),
                report == null ? List.of() : new DrainNotes(messages, format, now).of(report),
                deadline == null ? messages.get("drain.endless") : ends(b, deadline),
                deadline == null ? List.of() : extensions(deadline),
                consequences.of(b, Mode.MAINTENANCE),
                consequences.of(b, Mode.READY));
    }

    private String ends(BackendPicture b, long deadline) {
        String ends = messages.get("drain.deadline", format.minute(deadline), format.lasting(deadline - now));
        return pool.ties() ? ends + " " + messages.get("drain.lost", b.id(), b.sessions()) : ends;
    }

    private List<Extension> extensions(long deadline) {
        long left = Math.max(0, Duration.ofMillis(deadline - now).toMinutes()) + 1;
        return EXTENSIONS.stream().map(more -> new Extension(more, left + more)).toList();
    }

    private static long since(BackendPicture b, BackendOverlay overlay) {
        return overlay.modeSinceMillis() > 0
                ? overlay.modeSinceMillis()
                : b.endpoint().stateSinceMillis();
    }
}
