package io.tollgate.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a message, in the order and the letters in which they came.
 *
 * @param lines without line ends, such as {@code Host: example.com}
 */
public record Fields(List<String> lines) {

    public Fields {
        lines = List.copyOf(lines);
    }

    /** The values of every line with that name, in order. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.length() > name.length()
                        && line.charAt(name.length()) == ':'
                        && line.regionMatches(true, 0, name, 0, name.length()))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** The first value of that name, or null. */
    public @Nullable String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Whether one of the comma-separated members of that field is the token, in any case. */
    public boolean has(String name, String token) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .anyMatch(member -> member.strip().equalsIgnoreCase(token));
    }
}
