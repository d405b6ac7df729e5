package io.tollgate.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Collects what is wrong with one record, so that its constructor can name everything at once. */
final class Checks {
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> independent = new ArrayList<>();

    Checks require(boolean holds, String path, String message, String fix) {
        if (!holds) {
            Problem problem = new Problem(path, message, fix);
            problems.add(problem);
            independent.add(problem);
        }
        return this;
    }

    /** Like {@link #require}, for what can only be judged when several settings of the record are as meant. */
    Checks requireTogether(boolean holds, String path, String message, String fix) {
        if (!holds) {
            problems.add(new Problem(path, message, fix));
        }
        return this;
    }

    Checks id(String id) {
        return require(
                Ids.valid(id),
                "id",
                "\"" + id + "\" is not an id",
                "write 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");
    }

    /** Where something stands; empty for nowhere. */
    Checks zone(String zone) {
        return require(
                zone.isEmpty() || Ids.valid(zone),
                "zone",
                "\"" + zone + "\" is not a zone",
                "write it like an id, such as eu-west-1a");
    }

    Checks range(long value, long min, long max, String path) {
        return require(
                value >= min && value <= max,
                path,
                value + " is out of range",
                "write a whole number from " + min + " to " + max);
    }

    Checks range(Duration value, Duration min, Duration max, String path) {
        return require(
                value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                path,
                Durations.format(value) + " is out of range",
                "write a duration from " + Durations.format(min) + " to " + Durations.format(max));
    }

    Checks range(Size value, Size min, Size max, String path) {
        return require(
                value.bytes() >= min.bytes() && value.bytes() <= max.bytes(),
                path,
                value + " is out of range",
                "write a size from " + min + " to " + max);
    }

    <T> Checks unique(Collection<T> items, Function<T, String> key, String list, String field) {
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (T item : items) {
            String value = key.apply(item);
            require(
                    seen.add(value),
                    list + "[" + i + "]" + (field.isEmpty() ? "" : "." + field),
                    "\"" + value + "\" is used twice",
                    "give each its own");
            i++;
        }
        return this;
    }

    /** A file's name as it may stand in a setting; empty for none. */
    Checks file(String name, String path) {
        return require(
                name.isEmpty() || (!name.isBlank() && name.indexOf('\0') < 0),
                path,
                "\"" + name + "\" is not a file",
                "write a path");
    }

    void done() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingException(problems, independent);
        }
    }
}
