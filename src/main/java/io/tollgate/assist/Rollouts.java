package io.tollgate.assist;

import io.tollgate.assist.Rollout.Action;
import io.tollgate.assist.Rollout.Phase;
import io.tollgate.assist.Rollout.Step;
import io.tollgate.balance.Endpoint;
import io.tollgate.control.Change;
import io.tollgate.control.DrainKeeper;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.StaleException;
import io.tollgate.health.Health;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.Problem;
import io.tollgate.model.RolloutSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The assistant of rolling deployments: at most one of a pool at a time. It changes modes through the one door as
 * operators do. What it is about to do is on disk before it is done, so that after a crash each step is done again, where
 * that does no harm, or told. Thread-safe.
 */
public final class Rollouts {
    /** The author of its changes. */
    public static final String AUTHOR = "rollout";

    private static final String SET_READY =
            " was set in another mode by somebody else; resume to drain it again, or leave it out";

    /** How long requests that a drain's deadline has left have to end. */
    private static final long LAST_ANSWERS_MILLIS = Duration.ofMinutes(1).toMillis();

    /** How far back it is looked who has set a mode. */
    private static final int REVISIONS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

    private final LiveConfig live;
    private final Function<String, Figures> figures;
    private final Hook hook;
    private final Clock clock;
    private final RolloutFile file;
    private final Map<Running, CompletableFuture<Hook.Result>> hooks = new HashMap<>();

    private boolean paused;
    private volatile Map<String, Rollout> all;

    private record Running(String pool, String backend) {}

    /**
     * What an operator wants to begin.
     *
     * @param backends in the order of their turns; empty for all that are ready
     * @param batch backends out at the same time; null for the pool's setting
     * @param drain how long callers have to leave; null for the pool's setting
     */
    public record Order(
            String author,
            String reason,
            List<String> backends,
            @Nullable Integer batch,
            @Nullable Duration drain) {
        public Order {
            backends = List.copyOf(backends);
        }
    }

    /** What an operator may say to one that is there. */
    public enum Command {
        PAUSE,
        /** Goes on; a hook that has failed, or whose end is not known, runs again. */
        RESUME,
        /** Those that are being renewed are renewed: by the operator, or in spite of what the hook said. */
        DONE,
        /** Leaves those out that are under way, and goes on with the next. */
        SKIP,
        /** Ends it. */
        ABORT,
        /** Renews those that were renewed once more, the other way. */
        ROLLBACK;

        /** As it stands in page, REST and docs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one of that label; null for none. */
        public static @Nullable Command of(@Nullable String label) {
            return Arrays.stream(values())
                    .filter(each -> each.label().equals(label))
                    .findFirst()
                    .orElse(null);
        }
    }

    private Rollouts(
            LiveConfig live,
            Function<String, Figures> figures,
            Hook hook,
            Clock clock,
            RolloutFile file,
            Map<String, Rollout> kept) {
        this.live = live;
        this.figures = figures;
        this.hook = hook;
        this.clock = clock;
        this.file = file;
        this.all = kept;
    }

    /**
     * Takes up what was under way when Tollgate ended.
     *
     * @param figures of a pool over the last minute
     * @throws IOException when what was kept cannot be read
     */
    public static Rollouts open(
            Path stateFolder, LiveConfig live, Function<String, Figures> figures, Hook hook, Clock clock)
            throws IOException {
        RolloutFile file = new RolloutFile(stateFolder);
        return new Rollouts(live, figures, hook, clock, file, read(file));
    }

    private static Map<String, Rollout> read(RolloutFile file) throws IOException {
        Map<String, Rollout> kept = new LinkedHashMap<>();
        file.read().forEach(rollout -> kept.put(rollout.pool(), rollout));
        return Map.copyOf(kept);
    }

    /** The pool's latest rollout; null before the first. */
    public @Nullable Rollout of(String pool) {
        return all.get(pool);
    }

    /** The latest of every pool. */
    public Collection<Rollout> latest() {
        return all.values();
    }

    /**
     * What its first batch would take from the pool if it were begun.
     *
     * @throws InvalidSettingException when the order makes no sense, by its fields
     * @throws RolloutException when one is under way, or nobody would be left to serve
     */
    public List<Edit> firstOut(String pool, Order order) throws RolloutException {
        PoolRuntime runtime = runtime(pool);
        checkNoneOpen(pool);
        return firstBatch(runtime, order, turns(runtime, order.backends())).stream()
                .map(backend -> (Edit) new Edit.SetMode(pool, backend, Mode.DRAIN, null))
                .toList();
    }

    /** The latest one; null without any. */
    private @Nullable Rollout checkNoneOpen(String pool) throws RolloutException {
        Rollout latest = all.get(pool);
        if (latest != null && latest.phase().open()) {
            throw new RolloutException("rollout " + latest.number() + " of the pool is under way; end it first");
        }
        return latest;
    }

    private static List<String> firstBatch(PoolRuntime runtime, Order order, List<String> turns)
            throws RolloutException {
        List<String> first = turns.subList(0, Math.min(batch(runtime, order), turns.size()));
        String nobody = nobodyElse(runtime, first);
        if (nobody != null) {
            throw new RolloutException(nobody);
        }
        return first;
    }

    private static int batch(PoolRuntime runtime, Order order) {
        return order.batch() == null ? runtime.spec().rollout().batch() : order.batch();
    }

    /**
     * Begins one.
     *
     * @throws InvalidSettingException when the order makes no sense, by its fields
     * @throws RolloutException when one is under way, or nobody would be left to serve
     */
    public synchronized Rollout start(String pool, Order order) throws RolloutException {
        PoolRuntime runtime = runtime(pool);
        Rollout before = checkNoneOpen(pool);
        List<String> turns = turns(runtime, order.backends());
        List<String> unused = firstBatch(runtime, order, turns);
        Duration drain = order.drain() == null ? runtime.spec().rollout().drain() : order.drain();
        Figures now = figures.apply(pool);
        long at = clock.wallMillis();
        Rollout made = new Rollout(
                before == null ? 1 : before.number() + 1,
                pool,
                Action.DEPLOY,
                order.author(),
                order.reason(),
                at,
                batch(runtime, order),
                drain.toMillis(),
                now.errorShare(),
                now.p95Millis(),
                Phase.RUNNING,
                "",
                turns.stream()
                        .map(backend -> new Step(backend, Stage.WAITING, at, ""))
                        .toList(),
                List.of());
        keep(made.noting(at, "begun by " + order.author() + ": " + String.join(", ", turns)));
        return current(pool);
    }

    /**
     * Does what an operator says.
     *
     * @param author who
     * @throws RolloutException when it makes no sense as things are
     */
    public synchronized Rollout command(String pool, Command command, String author) throws RolloutException {
        Rollout now = all.get(pool);
        if (now == null) {
            throw new RolloutException("there is no rollout of the pool; start one");
        }
        if (!now.phase().open() && command != Command.ROLLBACK) {
            throw new RolloutException(
                    "rollout " + now.number() + " is " + now.phase().label() + "; start another");
        }
        Rollout next = switch (command) {
            case PAUSE -> paused(now, "paused by " + author);
            case RESUME -> resumed(now, author);
            case DONE -> done(now, author);
            case SKIP -> skipped(now, author);
            case ABORT -> aborted(now, author);
            case ROLLBACK -> rolledBack(now, author);
        };
        keep(next);
        cancelLost(next);
        return next;
    }

    /** Ends the hooks of backends that are being renewed no more. */
    private void cancelLost(Rollout now) {
        List<String> renewed = now.backends(stage -> stage == Stage.HOOK);
        hooks.entrySet().removeIf(running -> {
            boolean lost = running.getKey().pool().equals(now.pool())
                    && !renewed.contains(running.getKey().backend());
            return lost && running.getValue().cancel(true);
        });
    }

    /** Looks once at every rollout and does what is due. Writes to the disk where one has gone on. */
    public synchronized void look() {
        for (Rollout rollout : all.values()) {
            if (rollout.phase().open()) {
                try {
                    collect(rollout);
                    Rollout now = all.get(rollout.pool());
                    if (now != null && now.phase() == Phase.RUNNING) {
                        advance(now);
                    }
                } catch (RolloutException e) {
                    LOG.warn(
                            "Rollout {} of {}: {}; it is tried again",
                            rollout.number(),
                            rollout.pool(),
                            e.getMessage());
                }
            }
        }
    }

    /** Refuses what would have to be written, until {@link #resume}: the state folder goes from process to process. */
    public synchronized void pause() {
        paused = true;
    }

    /**
     * Goes on with what is in the state folder now.
     *
     * @throws IOException when that cannot be read; it stays paused then
     */
    public synchronized void resume() throws IOException {
        all = read(file);
        paused = false;
    }

    // What is due.

    private void collect(Rollout rollout) throws RolloutException {
        Rollout now = rollout;
        for (Step step : rollout.steps()) {
            Running key = new Running(rollout.pool(), step.backend());
            CompletableFuture<Hook.Result> running = hooks.get(key);
            if (step.stage() != Stage.HOOK || running == null || !running.isDone()) {
                continue;
            }
            Hook.Result result = running.join();
            if (result.good()) {
                now = noted(
                        now.with(each -> each.equals(step) ? each.to(Stage.PROBING, at(), result.detail()) : each),
                        step.backend() + " is renewed: " + result.detail());
            } else {
                now = paused(
                        now.with(each -> each.equals(step) ? each.to(Stage.HOOK, at(), result.detail()) : each),
                        "the hook failed for " + step.backend() + ": " + result.detail());
            }
            keep(now);
            hooks.remove(key);
        }
    }

    private void advance(Rollout rollout) throws RolloutException {
        PoolRuntime runtime = live.current().pool(rollout.pool());
        if (runtime == null) {
            String gone = "the pool is gone from the configuration";
            keep(noted(rollout.with(Phase.ABORTED, gone, rollout.steps()), gone));
            return;
        }
        RolloutSpec spec = runtime.spec().rollout();
        boolean underWay =
                rollout.steps().stream().anyMatch(step -> step.stage().open());
        String worse = underWay ? Regression.of(rollout, spec, figures.apply(rollout.pool())) : null;
        if (worse != null) {
            keep(paused(rollout, worse));
            return;
        }
        for (Step step : rollout.steps()) {
            Rollout now = current(rollout.pool());
            if (step.stage().open() && now.phase() == Phase.RUNNING) {
                advance(now, step, runtime, spec);
            }
        }
        Rollout now = current(rollout.pool());
        if (now.phase() == Phase.RUNNING
                && now.steps().stream().noneMatch(step -> step.stage().open())) {
            next(now, runtime);
        }
    }

    private void next(Rollout now, PoolRuntime runtime) throws RolloutException {
        List<String> batch = now.backends(stage -> stage == Stage.WAITING).stream()
                .limit(now.batch())
                .toList();
        if (batch.isEmpty()) {
            List<String> left = now.backends(stage -> stage == Stage.LEFT || stage == Stage.HALF);
            String how = now.backends(stage -> stage == Stage.DONE).size() + " renewed"
                    + (left.isEmpty() ? "" : ", left out: " + String.join(", ", left));
            keep(noted(now.with(Phase.FINISHED, how, now.steps()), "finished: " + how));
            return;
        }
        String nobody = nobodyElse(runtime, batch);
        if (nobody != null) {
            keep(paused(now, nobody));
            return;
        }
        Rollout chosen = now.with(step -> batch.contains(step.backend()) ? step.to(Stage.CHOSEN, at()) : step);
        keep(noted(chosen, "next: " + String.join(", ", batch)));
    }

    private void advance(Rollout now, Step step, PoolRuntime runtime, RolloutSpec spec) throws RolloutException {
        Endpoint endpoint = runtime.pool().endpoint(step.backend());
        if (endpoint == null) {
            keep(paused(
                    now.with(each -> each.equals(step) ? each.to(Stage.LEFT, at(), "is gone") : each),
                    step.backend() + " is gone from the pool"));
            return;
        }
        switch (step.stage()) {
            case CHOSEN -> drain(now, step, runtime, endpoint);
            case DRAINING -> draining(now, step, runtime, endpoint);
            case OUT -> out(now, step, endpoint, spec);
            case HOOK -> renewing(now, step, endpoint, spec);
            case PROBING -> probing(now, step, runtime, endpoint, spec);
            case RETURNING -> letIn(now, step, endpoint);
            case RISING -> rising(now, step, endpoint, spec, runtime.spec().slowStart());
            case WAITING, DONE, LEFT, HALF -> throw new IllegalStateException(step.toString());
        }
    }

    private void drain(Rollout now, Step step, PoolRuntime runtime, Endpoint endpoint) throws RolloutException {
        Mode mode = endpoint.mode();
        if (mode != Mode.READY && !ours(now, step)) {
            keep(paused(
                    now,
                    step.backend() + " is in " + mode + " by somebody else's wish; set it ready, or leave it out"));
            return;
        }
        if (mode == Mode.MAINTENANCE) {
            // It was drained, and its drain ended, before that could be noted.
            move(now, step, Stage.OUT, step.backend() + " is out");
            return;
        }
        String nobody = nobodyElse(runtime, now.backends(Stage::open));
        if (nobody != null) {
            keep(paused(now, nobody));
            return;
        }
        set(now, step.backend(), Mode.DRAIN, at() + now.drainMillis());
        move(now, step, Stage.DRAINING, step.backend() + " drains");
    }

    private void draining(Rollout now, Step step, PoolRuntime runtime, Endpoint endpoint) throws RolloutException {
        switch (endpoint.mode()) {
            case MAINTENANCE -> move(now, step, Stage.OUT, step.backend() + " is out");
            case READY -> keep(paused(chosenAgain(now, step), step.backend() + SET_READY));
            case DRAIN -> {
                String nobody = nobodyElse(runtime, now.backends(Stage::open));
                if (nobody != null && ours(now, step)) {
                    // It serves on, however long that lasts, rather than nobody.
                    set(now, step.backend(), Mode.DRAIN, null);
                    keep(paused(now, nobody + "; its drain has no deadline now"));
                }
            }
        }
    }

    private Rollout chosenAgain(Rollout now, Step step) {
        return now.with(each -> each.equals(step) ? each.to(Stage.CHOSEN, at()) : each);
    }

    /** What is still in flight when a drain's time is over has a moment to end before the backend is renewed. */
    private void out(Rollout now, Step step, Endpoint endpoint, RolloutSpec spec) throws RolloutException {
        if (endpoint.mode() != Mode.MAINTENANCE) {
            keep(paused(chosenAgain(now, step), step.backend() + SET_READY));
        } else if (endpoint.inFlight() == 0 || at() - step.sinceMillis() >= LAST_ANSWERS_MILLIS) {
            renew(now, step, endpoint, spec);
        }
    }

    private void letIn(Rollout now, Step step, Endpoint endpoint) throws RolloutException {
        if (endpoint.mode() == Mode.DRAIN) {
            keep(paused(now, step.backend() + " drains by somebody else's wish; set it ready, or leave it out"));
            return;
        }
        set(now, step.backend(), Mode.READY, null);
        move(now, step, Stage.RISING, "");
    }

    private void renew(Rollout now, Step step, Endpoint endpoint, RolloutSpec spec) throws RolloutException {
        move(now, step, Stage.HOOK, spec.hook().byOperator() ? step.backend() + " waits for the operator" : "");
        if (!spec.hook().byOperator()) {
            Hook.Task task = new Hook.Task(
                    now.pool(), step.backend(), endpoint.spec().url().toString(), now.action());
            hooks.put(new Running(now.pool(), step.backend()), hook.run(spec.hook(), task));
        }
    }

    /** A hook that was begun by another run of Tollgate may have ended or not. */
    private void renewing(Rollout now, Step step, Endpoint endpoint, RolloutSpec spec) throws RolloutException {
        if (endpoint.mode() != Mode.MAINTENANCE && !runs(now, step)) {
            keep(paused(chosenAgain(now, step), step.backend() + SET_READY));
            return;
        }
        boolean known = spec.hook().byOperator() || hooks.containsKey(new Running(now.pool(), step.backend()));
        if (!known) {
            keep(paused(
                    now,
                    "Tollgate was stopped while the hook renewed " + step.backend()
                            + ", and does not know how that ended; resume to run it again, or say that it is done"));
        }
    }

    private void probing(Rollout now, Step step, PoolRuntime runtime, Endpoint endpoint, RolloutSpec spec)
            throws RolloutException {
        if (endpoint.mode() == Mode.READY) {
            move(now, step, Stage.RISING, step.backend() + " was set ready by somebody else");
        } else if (well(runtime, endpoint, step)) {
            move(now, step, Stage.RETURNING, step.backend() + " is well");
        } else if (at() - step.sinceMillis() > spec.healthy().toMillis()) {
            String trouble = Objects.requireNonNullElse(endpoint.trouble(), "no good probe");
            keep(paused(
                    now.with(each -> each.equals(step) ? each.to(Stage.PROBING, at()) : each),
                    step.backend() + " is not well again in time: " + trouble));
        }
    }

    private void rising(Rollout now, Step step, Endpoint endpoint, RolloutSpec spec, Duration slowStart)
            throws RolloutException {
        if (endpoint.mode() != Mode.READY) {
            keep(paused(
                    now.with(each -> each.equals(step) ? each.to(Stage.LEFT, at()) : each),
                    step.backend() + " was taken out by somebody else"));
        } else if (endpoint.health() == Health.DOWN || endpoint.ejectedUntilMillis() > 0) {
            keep(paused(
                    now,
                    step.backend() + " is back and fails: "
                            + Objects.requireNonNullElse(endpoint.trouble(), "it is down")));
        } else if (at() - step.sinceMillis() >= slowStart.plus(spec.settle()).toMillis()) {
            move(now, step, Stage.DONE, step.backend() + " serves again");
        }
    }

    /** Found well by a probe that was sent after it was renewed: what was known before says nothing. */
    private boolean well(PoolRuntime runtime, Endpoint endpoint, Step step) {
        if (endpoint.ejectedUntilMillis() > 0) {
            return false;
        }
        if (runtime.spec().probe().type() == ProbeSpec.Type.NONE) {
            return true;
        }
        ProbeResult last = endpoint.lastProbe();
        return endpoint.health() == Health.UP
                && last != null
                && last.good()
                && last.atMillis() - last.nanos() / 1_000_000 > step.sinceMillis();
    }

    // What operators say.

    private Rollout resumed(Rollout now, String author) throws RolloutException {
        if (now.phase() != Phase.PAUSED) {
            throw new RolloutException("rollout " + now.number() + " is not paused");
        }
        Figures figure = figures.apply(now.pool());
        boolean operator = runtime(now.pool()).spec().rollout().hook().byOperator();
        Rollout again = now.with(step -> {
            if (step.stage() == Stage.HOOK && !operator && !runs(now, step)) {
                return step.to(Stage.OUT, at());
            }
            boolean endless = live.overlay(now.pool(), step.backend()).deadlineMillis() == null;
            return step.stage() == Stage.DRAINING && endless ? step.to(Stage.CHOSEN, at()) : step;
        });
        return noted(running(again).accepting(figure.errorShare(), figure.p95Millis()), "resumed by " + author);
    }

    private Rollout done(Rollout now, String author) throws RolloutException {
        boolean waits = now.steps().stream().anyMatch(step -> step.stage() == Stage.HOOK && !runs(now, step));
        if (!waits) {
            boolean any = !now.backends(stage -> stage == Stage.HOOK).isEmpty();
            throw new RolloutException(
                    any ? "the hook still runs" : "no backend waits for a hook to be done; resume, or leave it out");
        }
        Rollout told = now.with(step -> step.stage() == Stage.HOOK && !runs(now, step)
                ? step.to(Stage.PROBING, at(), "done by the word of " + author)
                : step);
        return noted(running(told), author + " says that it is done");
    }

    /**
     * Lets go of those under way: whoever was only drained serves again; whoever may be half renewed stays out, and is
     * told.
     */
    private Rollout released(Rollout now, String why) throws RolloutException {
        List<Step> steps = new ArrayList<>();
        for (Step step : now.steps()) {
            if (step.stage().untouched()) {
                String left = readyAgain(now, step) ? "; ready" : "; left as somebody else wishes";
                steps.add(step.to(Stage.LEFT, at(), why + left));
            } else if (step.stage().inHand() && !out(now, step)) {
                steps.add(step.to(Stage.LEFT, at(), why + "; left as somebody else wishes"));
            } else if (step.stage().inHand()) {
                steps.add(step.to(Stage.HALF, at(), why + " while it was renewed; it stays in maintenance"));
            } else {
                steps.add(step.stage().open() ? step.to(Stage.DONE, at()) : step);
                if (step.stage() == Stage.RETURNING) {
                    boolean unused = readyAgain(now, step);
                }
            }
        }
        return noted(now.with(now.phase(), now.account(), steps), why);
    }

    private Rollout skipped(Rollout now, String author) throws RolloutException {
        if (now.backends(Stage::open).isEmpty()) {
            throw new RolloutException("no backend is under way");
        }
        return running(released(now, "left out by " + author));
    }

    private Rollout aborted(Rollout now, String author) throws RolloutException {
        Rollout left = released(now, "aborted by " + author);
        List<Step> steps = left.steps().stream()
                .map(step -> step.stage() == Stage.WAITING ? step.to(Stage.LEFT, at(), "not begun") : step)
                .toList();
        return left.with(Phase.ABORTED, "aborted by " + author, steps);
    }

    private Rollout rolledBack(Rollout now, String author) throws RolloutException {
        List<Step> first = new ArrayList<>();
        List<Step> then = new ArrayList<>();
        for (Step step : now.steps()) {
            if (step.stage().inHand() || (step.stage() == Stage.HALF && out(now, step) && ours(now, step))) {
                first.add(step.to(Stage.OUT, at(), ""));
            } else if (step.stage().untouched()) {
                boolean unused = readyAgain(now, step);
            } else if (step.stage().open() || step.stage() == Stage.DONE) {
                if (step.stage() == Stage.RETURNING) {
                    boolean unused = readyAgain(now, step);
                }
                then.add(0, step.to(Stage.WAITING, at(), ""));
            }
        }
        first.addAll(then);
        if (first.isEmpty()) {
            throw new RolloutException("nothing was renewed, so there is nothing to roll back; abort it instead");
        }
        Figures figure = figures.apply(now.pool());
        Rollout reversed = now.reversed(first).accepting(figure.errorShare(), figure.p95Millis());
        return noted(reversed, reversed.action().label() + " begun by " + author);
    }

    /** Whether its mode is what a rollout has made it, and a drain that a rollout has begun. */
    private boolean ours(Rollout now, Step step) {
        for (Revision revision : live.revisions(REVISIONS)) {
            for (Edit edit : revision.edits()) {
                if (edit instanceof Edit.OfBackend of
                        && (edit instanceof Edit.SetMode || edit instanceof Edit.Restore)
                        && of.pool().equals(now.pool())
                        && of.backend().equals(step.backend())
                        && !revision.author().equals(DrainKeeper.AUTHOR)) {
                    return revision.author().equals(AUTHOR) && revision.atMillis() >= now.startedMillis();
                }
            }
        }
        return false;
    }

    private boolean out(Rollout now, Step step) {
        PoolRuntime runtime = live.current().pool(now.pool());
        Endpoint endpoint = runtime == null ? null : runtime.pool().endpoint(step.backend());
        return endpoint != null && endpoint.mode() == Mode.MAINTENANCE;
    }

    // How it is done.

    private boolean runs(Rollout rollout, Step step) {
        return hooks.containsKey(new Running(rollout.pool(), step.backend()));
    }

    /** Whether it is ready now: what somebody else wishes of it is left as it is. */
    private boolean readyAgain(Rollout rollout, Step step) throws RolloutException {
        PoolRuntime runtime = live.current().pool(rollout.pool());
        Endpoint endpoint = runtime == null ? null : runtime.pool().endpoint(step.backend());
        if (endpoint == null || endpoint.mode() == Mode.READY) {
            return true;
        }
        if (!ours(rollout, step)) {
            return false;
        }
        set(rollout, step.backend(), Mode.READY, null);
        return true;
    }

    private void set(Rollout rollout, String backend, Mode mode, @Nullable Long deadline) throws RolloutException {
        String reason = "rollout " + rollout.number() + " by " + rollout.author()
                + (rollout.reason().isEmpty() ? "" : ": " + rollout.reason());
        Edit edit = new Edit.SetMode(rollout.pool(), backend, mode, deadline);
        try {
            live.apply(Change.of(AUTHOR, reason, edit), OptionalLong.empty());
        } catch (RefusedException e) {
            throw new RolloutException(backend + " could not be set " + mode + ": " + e.getMessage());
        } catch (StaleException e) {
            throw new IllegalStateException("stale without an expectation", e);
        }
    }

    private void move(Rollout now, Step step, Stage next, String told) throws RolloutException {
        Rollout moved = now.with(each -> each.equals(step) ? each.to(next, at()) : each);
        keep(told.isEmpty() ? moved : noted(moved, told));
    }

    private Rollout paused(Rollout now, String why) {
        if (now.phase() == Phase.PAUSED) {
            return noted(now.with(Phase.PAUSED, now.account() + "; " + why, now.steps()), why);
        }
        LOG.warn("Rollout {} of {} is paused: {}", now.number(), now.pool(), why);
        return now.with(Phase.PAUSED, why, now.steps()).noting(at(), "paused: " + why);
    }

    private static Rollout running(Rollout now) {
        return now.with(Phase.RUNNING, "", now.steps());
    }

    private Rollout noted(Rollout now, String text) {
        LOG.info("Rollout {} of {}: {}", now.number(), now.pool(), text);
        return now.noting(at(), text);
    }

    private void keep(Rollout rollout) throws RolloutException {
        if (paused) {
            throw new RolloutException("the state folder is being handed over; try again in a moment");
        }
        Map<String, Rollout> next = new LinkedHashMap<>(all);
        next.put(rollout.pool(), rollout);
        Set<String> pools = live.current().pools().keySet();
        next.values().removeIf(each -> !each.phase().open() && !pools.contains(each.pool()));
        try {
            file.write(next.values());
        } catch (IOException e) {
            throw new RolloutException("it could not be made durable (" + e + "); look after the state folder's disk");
        }
        all = Map.copyOf(next);
    }

    private Rollout current(String pool) {
        return Objects.requireNonNull(all.get(pool));
    }

    private PoolRuntime runtime(String pool) throws RolloutException {
        PoolRuntime runtime = live.current().pool(pool);
        if (runtime == null) {
            throw new RolloutException("there is no pool " + pool);
        }
        return runtime;
    }

    private long at() {
        return clock.wallMillis();
    }

    private static List<String> turns(PoolRuntime runtime, List<String> wanted) throws RolloutException {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (runtime.pool().endpoint(wanted.get(i)) == null) {
                problems.add(new Problem(
                        "backends[" + i + "]",
                        "there is no backend \"" + wanted.get(i) + "\" in the pool",
                        "write the id of one that is"));
            } else if (wanted.indexOf(wanted.get(i)) < i) {
                problems.add(new Problem("backends[" + i + "]", "is there twice", "leave it out"));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingException(problems);
        }
        List<String> ready = runtime.pool().endpoints().stream()
                .filter(endpoint -> endpoint.mode() == Mode.READY)
                .map(Endpoint::id)
                .toList();
        List<String> turns = wanted.isEmpty() ? ready : wanted;
        if (turns.isEmpty()) {
            throw new RolloutException("no backend of the pool is ready");
        }
        return turns;
    }

    /** Why a batch cannot be taken out: nobody would serve. Null when somebody would. */
    private static @Nullable String nobodyElse(PoolRuntime runtime, List<String> batch) {
        HashSet<String> out = new HashSet<>(batch);
        boolean somebody = runtime.pool().endpoints().stream()
                .anyMatch(other -> !out.contains(other.id())
                        && other.mode() == Mode.READY
                        && other.effectiveWeight() > 0
                        && other.health() != Health.DOWN
                        && other.ejectedUntilMillis() == 0);
        return somebody ? null : "without " + String.join(", ", batch) + " nobody would take new callers";
    }
}
