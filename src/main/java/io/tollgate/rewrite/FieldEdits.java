package io.tollgate.rewrite;

import io.tollgate.model.HeaderEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which field lines go and which come. Immutable. */
public final class FieldEdits {
    /** Nothing is changed. */
    public static final FieldEdits NONE = new FieldEdits(HeaderEdits.NONE);

    private final Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Line> lines;

    /** A field line to put in. */
    public record Line(String name, String value) {}

    FieldEdits(HeaderEdits spec) {
        dropped.addAll(spec.remove());
        dropped.addAll(spec.set().keySet());
        List<Line> all = new ArrayList<>();
        // In the order of their names, so that a message is the same at every start.
        List.of(spec.set(), spec.add()).forEach(wanted -> sorted(wanted).forEach((n, v) -> all.add(new Line(n, v))));
        this.lines = List.copyOf(all);
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return dropped.isEmpty() && lines.isEmpty();
    }

    /** Whether lines of that field, in any case, are taken out. */
    public boolean drops(String name) {
        return !dropped.isEmpty() && dropped.contains(name);
    }

    /** What comes in then. */
    public List<Line> lines() {
        return lines;
    }

    private static Map<String, String> sorted(Map<String, String> wanted) {
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER.thenComparing(String::compareTo));
        sorted.putAll(wanted);
        return sorted;
    }
}
