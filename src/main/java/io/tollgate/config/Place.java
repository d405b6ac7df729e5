package io.tollgate.config;

import java.util.Comparator;
import org.yaml.snakeyaml.error.Mark;

/** A position in a text; line and column count from 1. */
record Place(int line, int column) implements Comparable<Place> {
    static final Place START = new Place(1, 1);

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    static Place of(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
