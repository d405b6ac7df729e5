package io.tollgate.control;

import io.tollgate.model.Configuration;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link LiveConfig} over a store of revisions. One change at a time; readers take one volatile reference. */
public final class ConfigKeeper implements LiveConfig {
    /** The author of changes of the file. */
    public static final String FILE = "file";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigKeeper.class);
    private static final int REVISIONS_IN_MEMORY = 1_000;

    private final RevisionStore store;
    private final SnapshotFactory factory;
    private final List<Reconciler> reconcilers;
    private final Clock clock;
    private final List<Revision> revisions = new ArrayList<>();
    private final List<Consumer<Revision>> listeners = new CopyOnWriteArrayList<>();

    private volatile Snapshot current;

    /** What is to become of the configuration, before it is known whether it can. */
    private record Proposal(
            String author, String reason, List<Edit> edits, List<Edit> inverse, Configuration file, Overlay overlay) {}

    private ConfigKeeper(
            RevisionStore store,
            SnapshotFactory factory,
            List<Reconciler> reconcilers,
            Clock clock,
            Snapshot current,
            List<Revision> kept) {
        this.store = store;
        this.factory = factory;
        this.reconcilers = List.copyOf(reconcilers);
        this.clock = clock;
        this.current = current;
        this.revisions.addAll(kept);
    }

    /**
     * Reads what was kept and puts file and operators' changes in force together. What operators said of backends that
     * the file lost in the meantime is forgotten, as a revision.
     *
     * @param reconcilers start what the configuration asks for; in this order
     * @throws RefusedException when that cannot be had
     * @throws IOException when the store cannot be read or written
     */
    public static ConfigKeeper open(
            Configuration file, RevisionStore store, SnapshotFactory factory, List<Reconciler> reconcilers, Clock clock)
            throws RefusedException, IOException {
        RevisionStore.Kept kept = store.open();
        Overlay overlay = kept.overlay();
        long number = kept.revisions().isEmpty()
                ? 0
                : kept.revisions().get(kept.revisions().size() - 1).number();
        List<Edit> forgotten = overlay.forgotten(file, file);
        Overlay fitting = overlay;
        for (Edit edit : forgotten) {
            fitting = fitting.with(edit, file, clock.wallMillis());
        }
        Configuration effective = merge(file, fitting);
        List<Reconciler.Prepared> prepared = prepare(reconcilers, effective);
        Snapshot first = factory.build(number, effective, file, fitting, null);
        ConfigKeeper keeper = new ConfigKeeper(store, factory, reconcilers, clock, first, kept.revisions());
        if (!forgotten.isEmpty()) {
            List<String> diff = forgotten.stream()
                    .map(e -> e.pool() + "/" + e.backend() + ": left the file")
                    .toList();
            keeper.persist(
                    new Revision(
                            number + 1, clock.wallMillis(), FILE, "changed while stopped", diff, forgotten, List.of()),
                    fitting);
            keeper.current = factory.build(number + 1, effective, file, fitting, first);
        }
        prepared.forEach(Reconciler.Prepared::commit);
        return keeper;
    }

    @Override
    public Snapshot current() {
        return current;
    }

    @Override
    public synchronized Revision apply(Change change, OptionalLong expectedRevision)
            throws StaleException, RefusedException {
        expect(expectedRevision);
        Overlay next = current.overlay();
        List<Edit> inverse = new ArrayList<>();
        for (Edit edit : change.edits()) {
            BackendOverlay before = next.of(edit.pool(), edit.backend());
            next = next.with(edit, current.file(), clock.wallMillis());
            inverse.add(0, new Edit.Restore(edit.pool(), edit.backend(), before));
        }
        return carryOut(new Proposal(change.author(), change.reason(), change.edits(), inverse, current.file(), next));
    }

    @Override
    public synchronized Revision undo(long number, String author, OptionalLong expectedRevision)
            throws StaleException, RefusedException {
        expect(expectedRevision);
        Revision target = revisions.stream()
                .filter(revision -> revision.number() == number)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "revision",
                        "there is no revision " + number + " any more",
                        "take one of GET /api/v1/revisions"));
        if (target.inverse().isEmpty()) {
            throw new RefusedException(
                    "revision", "revision " + number + " was a change of the file", "change the file back");
        }
        Set<String> touched = new LinkedHashSet<>();
        target.edits().forEach(edit -> touched.add(edit.pool() + "/" + edit.backend()));
        for (Revision later : revisions) {
            boolean meets = later.number() > number
                    && later.edits().stream().anyMatch(edit -> touched.contains(edit.pool() + "/" + edit.backend()));
            if (meets) {
                throw new RefusedException(
                        "revision",
                        "revision " + later.number() + " has changed the same backend since",
                        "undo that one first");
            }
        }
        return apply(new Change(author, "undo of revision " + number, target.inverse()), OptionalLong.empty());
    }

    /**
     * Puts a new file in force under the operators' changes.
     *
     * @throws RefusedException when file and changes together are not valid; the old file stays in force
     */
    public synchronized Revision loadFile(Configuration file, String reason) throws RefusedException {
        Overlay next = current.overlay();
        List<Edit> forgotten = next.forgotten(current.file(), file);
        for (Edit edit : forgotten) {
            next = next.with(edit, file, clock.wallMillis());
        }
        return carryOut(new Proposal(FILE, reason, forgotten, List.of(), file, next));
    }

    @Override
    public synchronized List<Revision> revisions(int limit) {
        List<Revision> newest = new ArrayList<>(
                revisions.subList(Math.max(0, revisions.size() - Math.max(0, limit)), revisions.size()));
        Collections.reverse(newest);
        return newest;
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

    private void expect(OptionalLong revision) throws StaleException {
        if (revision.isPresent() && revision.getAsLong() != current.revision()) {
            throw new StaleException(current.revision());
        }
    }

    private Revision carryOut(Proposal proposal) throws RefusedException {
        Configuration effective = merge(proposal.file(), proposal.overlay());
        List<String> diff = Diff.between(current.configuration(), current.overlay(), effective, proposal.overlay());
        long number = current.revision() + 1;
        if (diff.isEmpty()
                && proposal.overlay().equals(current.overlay())
                && proposal.file().equals(current.file())) {
            return new Revision(
                    current.revision(),
                    clock.wallMillis(),
                    proposal.author(),
                    proposal.reason(),
                    diff,
                    List.of(),
                    List.of());
        }
        List<Reconciler.Prepared> prepared = prepare(reconcilers, effective);
        Snapshot next = factory.build(number, effective, proposal.file(), proposal.overlay(), current);
        Revision revision = new Revision(
                number,
                clock.wallMillis(),
                proposal.author(),
                proposal.reason(),
                diff,
                proposal.edits(),
                proposal.inverse());
        try {
            persist(revision, proposal.overlay());
        } catch (IOException e) {
            prepared.forEach(Reconciler.Prepared::rollback);
            LOG.error("Revision {} could not be persisted; it is not in force", number, e);
            throw new RefusedException(
                    "state",
                    "the change could not be persisted: " + e.getMessage(),
                    "look after the state folder's disk");
        }
        factory.bringUpToDate(next);
        current = next;
        prepared.forEach(Reconciler.Prepared::commit);
        LOG.info("Revision {} by {}: {}", number, proposal.author(), String.join("; ", diff));
        listeners.forEach(listener -> listener.accept(revision));
        return revision;
    }

    private void persist(Revision revision, Overlay after) throws IOException {
        store.append(revision, after);
        revisions.add(revision);
        if (revisions.size() > REVISIONS_IN_MEMORY) {
            revisions.remove(0);
        }
    }

    private static Configuration merge(Configuration file, Overlay overlay) throws RefusedException {
        try {
            return overlay.onto(file);
        } catch (InvalidSettingException e) {
            throw new RefusedException(e.problems());
        }
    }

    private static List<Reconciler.Prepared> prepare(List<Reconciler> reconcilers, Configuration next)
            throws RefusedException {
        List<Reconciler.Prepared> done = new ArrayList<>();
        try {
            for (Reconciler reconciler : reconcilers) {
                done.add(reconciler.prepare(next));
            }
            return done;
        } catch (RefusedException e) {
            done.forEach(Reconciler.Prepared::rollback);
            throw e;
        }
    }
}
