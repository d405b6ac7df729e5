package io.tollgate.admin.rest;

import io.tollgate.control.Revision;
import java.time.Instant;
import java.util.List;

/**
 * An accepted change.
 *
 * @param at ISO 8601
 * @param diff a line for each thing that became different
 * @param undoable whether {@code undo} can be tried
 */
public record RevisionState(long number, String at, String author, String reason, List<String> diff, boolean undoable) {
    public RevisionState {
        diff = List.copyOf(diff);
    }

    static RevisionState of(Revision revision) {
        return new RevisionState(
                revision.number(),
                Instant.ofEpochMilli(revision.atMillis()).toString(),
                revision.author(),
                revision.reason(),
                revision.diff(),
                !revision.inverse().isEmpty());
    }
}
