package io.tollgate.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written, before anybody asks what it means: a tree of values that know their places. Immutable. */
sealed interface Node {

    /** Where it begins. */
    Place place();

    /** The line of that name, when this is a group that has one, else null. */
    default @Nullable Entry entry(String key) {
        return null;
    }

    /**
     * A single value.
     *
     * @param text the value, its references replaced
     * @param written the value as it stands in the file
     */
    record Scalar(String text, String written, Kind kind, Place place) implements Node {}

    /** A list. */
    record Sequence(List<Node> items, Place place) implements Node {}

    /** A group of named values, in the order and number in which they were written. */
    record Mapping(List<Entry> entries, Place place) implements Node {
        @Override
        public @Nullable Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry;
                }
            }
            return null;
        }
    }

    /** Something that has been reported already and of which nothing more can be said. */
    record Refused(Place place) implements Node {}

    /**
     * One line of a group.
     *
     * @param place where the key begins
     */
    record Entry(String key, Place place, Node value) {}

    /** What a single value is by its looks. */
    enum Kind {
        NOTHING,
        TRUTH,
        NUMBER,
        TEXT,
        /** Made from environment variables, and so whatever is wanted. */
        REFERENCE
    }
}
