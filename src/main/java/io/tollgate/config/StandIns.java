package io.tollgate.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers where a reading goes on with something other than what was written, so that its later complaints about
 * those places are not passed on. Not thread-safe.
 */
final class StandIns {
    private final Set<String> replaced = new HashSet<>();
    private final Map<String, List<Integer>> shortened = new HashMap<>();

    /** The value at the path is another than the one written. */
    void replaced(String path) {
        replaced.add(path);
    }

    /**
     * The list at the path lacks some of its items.
     *
     * @param kept the positions in the file of those that are left, in order
     */
    void shortened(String path, List<Integer> kept) {
        shortened.put(path, kept);
    }

    /** Whether the value itself, not only something in it, is other than written. */
    boolean at(String path) {
        return replaced.contains(path) || shortened.containsKey(path);
    }

    /** Whether a complaint about the path is only about a stand-in. */
    boolean explain(String path) {
        if (at(path)) {
            return true;
        }
        for (int i = path.length() - 1; i > 0; i--) {
            char c = path.charAt(i);
            if ((c == '.' || c == '[') && replaced.contains(path.substring(0, i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the group that a setting belongs to, as that of a file and its password, is not all as written. */
    boolean within(String path) {
        int group = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        String parent = group < 0 ? "" : path.substring(0, group);
        return replaced.stream().anyMatch(each -> each.startsWith(parent));
    }

    /** A path from within the record at {@code base}, its positions in lists turned into those of the file. */
    String inFile(String base, String relative) {
        StringBuilder path = new StringBuilder(base);
        int at = 0;
        while (at < relative.length()) {
            int end = at + 1;
            while (end < relative.length() && relative.charAt(end) != '.' && relative.charAt(end) != '[') {
                end++;
            }
            String segment = relative.substring(at, end);
            List<Integer> kept = segment.startsWith("[") ? shortened.get(path.toString()) : null;
            if (kept != null) {
                segment = "[" + kept.get(Integer.parseInt(segment, 1, segment.length() - 1, 10)) + "]";
            } else if (at == 0 && path.length() > 0 && !segment.startsWith("[")) {
                path.append('.');
            }
            path.append(segment);
            at = end;
        }
        return path.toString();
    }
}
