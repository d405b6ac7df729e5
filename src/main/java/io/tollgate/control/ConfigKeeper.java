package io.tollgate.control;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.Configuration;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.Problem;
import io.tollgate.rewrite.Rewritings;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link LiveConfig} over a store of revisions. One change at a time; readers take one volatile reference. */
public final class ConfigKeeper implements LiveConfig {
    /** The author of changes of the file. */
    public static final String FILE = "file";

    /** The author of the change that puts things back after a handover that failed. */
    public static final String TAKEN_BACK = "handover";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigKeeper.class);

    private final RevisionStore store;
    private final SnapshotFactory factory;
    private final Reconciliation reconciliation;
    private final Clock clock;
    private final History history;
    private final List<Consumer<Revision>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> discoveryListeners = new CopyOnWriteArrayList<>();

    private volatile Snapshot current;
    private boolean paused;

    /** What is to become of the configuration, before it is known whether it can. */
    private record Proposal(String author, String reason, List<Edit> edits, List<Edit> inverse, Layers layers) {

        Revision numbered(long number, long atMillis, List<String> diff) {
            return new Revision(number, atMillis, author, reason, diff, edits, inverse);
        }
    }

    private ConfigKeeper(
            RevisionStore store,
            SnapshotFactory factory,
            Reconciliation reconciliation,
            Clock clock,
            Snapshot current,
            History history) {
        this.store = store;
        this.factory = factory;
        this.reconciliation = reconciliation;
        this.clock = clock;
        this.current = current;
        this.history = history;
    }

    /**
     * Reads what was kept and puts file and operators' changes in force together. What operators said of backends that
     * the file lost in the meantime is forgotten, as a revision.
     *
     * @param found what discovery has found already, by pool; left out when it cannot be used
     * @param reconcilers start what the configuration asks for; in this order
     * @throws RefusedException when that cannot be had
     * @throws IOException when the store cannot be read or written
     */
    public static ConfigKeeper open(
            Configuration file,
            Map<String, List<BackendSpec>> found,
            RevisionStore store,
            SnapshotFactory factory,
            List<Reconciler> reconcilers,
            Clock clock)
            throws RefusedException, IOException {
        RevisionStore.Kept kept = store.open();
        try {
            return open(file, found, kept, store, factory, reconcilers, clock);
        } catch (RefusedException e) {
            if (found.isEmpty()) {
                throw e;
            }
            return open(file, Map.of(), kept, store, factory, reconcilers, clock);
        }
    }

    private static ConfigKeeper open(
            Configuration file,
            Map<String, List<BackendSpec>> found,
            RevisionStore.Kept kept,
            RevisionStore store,
            SnapshotFactory factory,
            List<Reconciler> reconcilers,
            Clock clock)
            throws RefusedException, IOException {
        Discovered discovered = found(Discovered.NOTHING, found, file, clock.wallMillis());
        List<Edit> fitting = kept.overlay().fittedTo(file, null, discovered);
        Overlay overlay = all(kept.overlay(), fitting, file, clock.wallMillis());
        Layers layers = new Layers(file, discovered, overlay);
        Configuration effective = mergeFile(layers);
        History history = new History(kept.revisions());
        long number = history.lastNumber() + (fitting.isEmpty() ? 0 : 1);
        Reconciliation reconciliation = new Reconciliation(reconcilers);
        try (Reconciliation.Ready ready = reconciliation.prepare(effective)) {
            Snapshot first = factory.build(number, effective, layers, null);
            if (!fitting.isEmpty()) {
                Revision revision = new Proposal(FILE, "changed while stopped", fitting, List.of(), layers)
                        .numbered(number, clock.wallMillis(), Diff.fitting(fitting, file, overlay));
                store.append(revision, overlay);
                history.add(revision);
            }
            ready.commit();
            return new ConfigKeeper(store, factory, reconciliation, clock, first, history);
        }
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public synchronized Revision apply(Change change, OptionalLong expectedRevision)
            throws StaleException, RefusedException {
        expect(expectedRevision);
        return carryOut(change);
    }

    private Revision carryOut(Change change) throws RefusedException {
        Layers next = current.layers();
        List<Edit> inverse = new ArrayList<>();
        for (Edit edit : change.edits()) {
            next.admit(edit);
            Configuration base = next.base();
            inverse.addAll(0, next.overlay().inverse(edit, base));
            next = new Layers(next.file(), next.discovered(), next.overlay().with(edit, base, clock.wallMillis()));
        }
        return carryOut(new Proposal(change.author(), change.reason(), change.edits(), inverse, next), merge(next));
    }

    @Override
    public synchronized Revision undo(long number, String author, OptionalLong expectedRevision)
            throws StaleException, RefusedException {
        expect(expectedRevision);
        Revision target = history.undoable(number);
        return apply(new Change(author, "undo of revision " + number, target.inverse()), OptionalLong.empty());
    }

    /**
     * Forgets what operators said of backends that are not there, as one revision; of those that have come back meanwhile
     * nothing is forgotten, though their coming back is no revision.
     *
     * @param backends ids, by pool
     */
    synchronized void forgetAbsent(Map<String, Set<String>> backends, String author, String reason)
            throws RefusedException {
        List<Edit> edits = new ArrayList<>();
        backends.forEach((pool, ids) -> ids.stream()
                .filter(id -> current.absent(pool, id))
                .sorted()
                .forEach(id -> edits.add(new Edit.Restore(pool, id, BackendOverlay.NONE))));
        if (!edits.isEmpty()) {
            carryOut(new Change(author, reason, edits));
        }
    }

    /**
     * Puts a new file in force under the operators' changes.
     *
     * @throws RefusedException when file and changes together are not valid; the old file stays in force
     */
    public Revision loadFile(Configuration file, String reason) throws RefusedException {
        return loadFile(file, Map.of(), reason);
    }

    /**
     * Puts a new file in force under the operators' changes, together with what discovery has found for it already.
     *
     * @param found by pool; of others what was found before stays. Left out when it cannot be used, for nobody's file
     *     should be kept from coming into force by what somebody else lets be found
     * @throws RefusedException when all that together is not valid; the old file stays in force
     */
    public synchronized Revision loadFile(Configuration file, Map<String, List<BackendSpec>> found, String reason)
            throws RefusedException {
        try {
            return load(file, found, reason);
        } catch (RefusedException e) {
            if (found.isEmpty()) {
                throw e;
            }
            return load(file, Map.of(), reason);
        }
    }

    private Revision load(Configuration file, Map<String, List<BackendSpec>> found, String reason)
            throws RefusedException {
        long now = clock.wallMillis();
        Discovered discovered = found(current.discovered(), found, file, now);
        List<Edit> fitting = current.overlay().fittedTo(file, current.file(), discovered);
        Overlay overlay = all(current.overlay(), fitting, file, now);
        Layers next = new Layers(file, discovered, overlay);
        return carryOut(new Proposal(FILE, reason, fitting, List.of(), next), mergeFile(next));
    }

    /**
     * Takes over what discovery finds for a pool by now: others that it found before begin to leave. That is no
     * revision, and nothing of it is kept: what the file and operators say is the same.
     *
     * @param by what it was looked for by: does nothing when the file in force says otherwise
     * @throws RefusedException when that would not be a valid configuration; what was found before stays in force
     */
    public synchronized void discovered(String pool, DiscoverySpec by, List<BackendSpec> found)
            throws RefusedException {
        PoolSpec filed = current.file().pool(pool);
        if (filed != null && by.equals(filed.discovery())) {
            takeOver(current.discovered().with(pool, found, clock.wallMillis()));
        }
    }

    /**
     * Takes out backends that have left, unless they have come back meanwhile.
     *
     * @return those that are out
     */
    synchronized Set<String> departed(String pool, Set<String> backends) throws RefusedException {
        Map<String, Discovered.Found> known = current.discovered().of(pool);
        Set<String> leaving = backends.stream()
                .filter(id -> known.containsKey(id) && known.get(id).leaving())
                .collect(Collectors.toSet());
        takeOver(current.discovered().without(pool, leaving));
        return leaving;
    }

    private void takeOver(Discovered discovered) throws RefusedException {
        Snapshot before = current;
        if (discovered.equals(before.discovered())) {
            return;
        }
        Layers layers = new Layers(before.file(), discovered, before.overlay());
        Configuration effective = merge(layers);
        try (Reconciliation.Ready ready = reconciliation.prepare(effective)) {
            publish(factory.build(before.revision(), effective, layers, before));
            ready.commit();
        }
        discoveryListeners.forEach(listener -> tell(listener, "What discovery found is in force"));
    }

    private void publish(Snapshot next) {
        factory.bringUpToDate(next, current);
        current = next;
    }

    /**
     * Takes over pages whose files have changed. That is no revision, for the configuration is the same. One caller at a
     * time; reads files without holding up changes.
     */
    public void refreshPages() {
        Snapshot seen = current;
        Rewritings fresh = factory.refreshed(seen);
        if (fresh != seen.rewritings()) {
            publish(seen.rewritings(), fresh);
        }
    }

    /** If a change has come in between, they are read again the next time. */
    private synchronized void publish(Rewritings seen, Rewritings fresh) {
        if (current.rewritings() == seen) {
            current = current.with(fresh);
        }
    }

    @Override
    public List<Revision> revisions(int limit) {
        return history.newest(limit);
    }

    @Override
    public BackendOverlay overlay(String pool, String backend) {
        return current.overlay().of(pool, backend);
    }

    @Override
    public Runnable onRevision(Consumer<Revision> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells when what discovery found is in force, on the thread that found it; must be quick. */
    public void onDiscovery(Runnable listener) {
        discoveryListeners.add(listener);
    }

    /** Refuses all changes from now on, and leaves the store alone: another process holds it, or is about to. */
    public synchronized void pause() {
        paused = true;
    }

    /** Takes changes again: the store is this process's own. */
    public synchronized void resume() {
        paused = false;
    }

    /**
     * Takes changes again after another process had the store. What that one kept there has never been in force here, so
     * what operators say here is kept anew after it.
     *
     * @param kept what the store holds by now
     * @throws IOException when the store cannot be written; changes are still refused then
     */
    public synchronized void resume(RevisionStore.Kept kept) throws IOException {
        Snapshot before = current;
        List<Revision> others = kept.revisions().stream()
                .filter(each -> each.number() > before.revision())
                .toList();
        if (!others.isEmpty()) {
            others.forEach(history::add);
            Revision own = new Revision(
                    history.lastNumber() + 1,
                    clock.wallMillis(),
                    TAKEN_BACK,
                    "the process that was to replace this one has failed",
                    List.of("all is again as in revision " + before.revision()),
                    List.of(),
                    List.of());
            store.append(own, before.overlay());
            history.add(own);
            publish(before.numbered(own.number()));
            LOG.warn(
                    "Revision {}: {}; {}",
                    own.number(),
                    own.reason(),
                    own.diff().get(0));
        }
        paused = false;
    }

    private void expect(OptionalLong revision) throws StaleException {
        if (revision.isPresent() && revision.getAsLong() != current.revision()) {
            throw new StaleException(current.revision());
        }
    }

    private Revision carryOut(Proposal proposal, Configuration effective) throws RefusedException {
        Snapshot before = current;
        Layers layers = proposal.layers();
        if (layers.equals(before.layers())) {
            return proposal.numbered(before.revision(), clock.wallMillis(), List.of());
        }
        if (paused) {
            throw StoreRefusedException.handedOver();
        }
        List<String> diff = Diff.between(before.configuration(), before.overlay(), effective, layers.overlay());
        Revision revision = proposal.numbered(before.revision() + 1, clock.wallMillis(), diff);
        try (Reconciliation.Ready ready = reconciliation.prepare(effective)) {
            Snapshot next = factory.build(revision.number(), effective, layers, before);
            persist(revision, layers.overlay());
            publish(next);
            history.add(revision);
            ready.commit();
        }
        LOG.info("Revision {} by {}: {}", revision.number(), revision.author(), String.join("; ", diff));
        listeners.forEach(
                listener -> tell(() -> listener.accept(revision), "Revision " + revision.number() + " is in force"));
        return revision;
    }

    private void persist(Revision revision, Overlay after) throws StoreRefusedException {
        try {
            store.append(revision, after);
        } catch (IOException e) {
            LOG.error("Revision {} could not be made durable; it is not in force", revision.number(), e);
            throw new StoreRefusedException(e);
        }
    }

    /** The change is in force: whoever fails at hearing of it must keep neither its author nor the others from it. */
    private static void tell(Runnable listener, String what) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("{}, but not everybody could follow it", what, e);
        }
    }

    private static Discovered found(
            Discovered before, Map<String, List<BackendSpec>> found, Configuration file, long nowMillis) {
        Discovered after = before.fittedTo(file, nowMillis);
        for (Map.Entry<String, List<BackendSpec>> each : found.entrySet()) {
            after = after.with(each.getKey(), each.getValue(), nowMillis);
        }
        return after;
    }

    private static Overlay all(Overlay overlay, List<Edit> edits, Configuration file, long nowMillis)
            throws RefusedException {
        Overlay after = overlay;
        for (Edit edit : edits) {
            after = after.with(edit, file, nowMillis);
        }
        return after;
    }

    private static Configuration merge(Layers layers) throws RefusedException {
        try {
            return layers.effective();
        } catch (InvalidSettingException e) {
            throw new RefusedException(e.problems());
        }
    }

    /** The file is valid alone, so whatever is wrong comes from what lies on it, which its author does not see. */
    private static Configuration mergeFile(Layers layers) throws RefusedException {
        try {
            return merge(layers);
        } catch (RefusedException e) {
            String other = holds(new Layers(layers.file(), Discovered.NOTHING, layers.overlay()))
                    ? "what discovery found"
                    : "an operator's change";
            throw new RefusedException(e.problems().stream()
                    .map(p -> new Problem(p.path(), p.message() + " by the file and " + other, p.fix()))
                    .toList());
        }
    }

    private static boolean holds(Layers layers) {
        try {
            merge(layers);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}
