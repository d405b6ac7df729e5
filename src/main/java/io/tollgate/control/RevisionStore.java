package io.tollgate.control;

import java.io.IOException;
import java.util.List;

/**
 * Keeps the accepted changes, in order and without gaps. What {@link #append} has returned from is durable. Not
 * thread-safe: the one door for changes is its only user.
 */
public interface RevisionStore extends AutoCloseable {

    /**
     * What was kept.
     *
     * @param overlay what operators say in all
     * @param revisions the latest ones, oldest first
     */
    record Kept(Overlay overlay, List<Revision> revisions) {}

    /** Everything that was kept, read once at the start. */
    Kept open() throws IOException;

    /**
     * Makes one more revision durable.
     *
     * @param after what operators say in all once it is in force
     * @throws IOException when it is not known to be durable; nothing more can be appended then until the store is
     *     opened anew
     */
    void append(Revision revision, Overlay after) throws IOException;

    @Override
    void close() throws IOException;
}
