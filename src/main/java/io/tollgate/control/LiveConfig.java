package io.tollgate.control;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The one door for every change. Changes are serialised; readers never wait. Thread-safe.
 */
public interface LiveConfig {

    /** What requests read now: one volatile read. */
    Snapshot current();

    /**
     * Validates the change, builds the next snapshot beside the current one, persists, publishes, and only then
     * returns.
     *
     * @param expectedRevision the revision the author looked at; empty to change whatever is in force
     * @throws StaleException when another revision is in force
     * @throws RefusedException when the outcome would not be a valid configuration; a {@link StoreRefusedException}
     *     when it is valid but could not be persisted
     */
    Revision apply(Change change, OptionalLong expectedRevision) throws StaleException, RefusedException;

    /**
     * Undoes one revision by a new one.
     *
     * @throws RefusedException when it cannot be undone, with the reason
     */
    Revision undo(long number, String author, OptionalLong expectedRevision) throws StaleException, RefusedException;

    /** The latest revisions, newest first. */
    List<Revision> revisions(int limit);

    /** What operators changed on that backend over the file: null fields where they changed nothing. */
    BackendOverlay overlay(String pool, String backend);

    /**
     * Tells of every revision once it is in force, on the thread of its author; must be quick.
     *
     * @return ends the telling
     */
    Runnable onRevision(Consumer<Revision> listener);
}
