package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;

/**
 * Calls all that Java makes for a record. Has a component of its own type, so that all which is shared by records meets a
 * class of its loader.
 */
public record OwnRecord(Object value, @Nullable OwnRecord next) {
    public OwnRecord {
        if (next != null) {
            OwnRecord same = new OwnRecord(next.value, next.next);
            assertEquals(next, same);
            assertEquals(next.hashCode(), same.hashCode());
            assertEquals(next.toString(), same.toString());
        }
    }
}
