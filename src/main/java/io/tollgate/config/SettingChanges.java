package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two records of the model, a line each, with names and values as a file has them: {@code
 * probe.interval 5s → 1s}. Items of a list that have an id are told apart by it: {@code routes main: match.path /a →
 * /b}.
 */
public final class SettingChanges {
    private final List<String> lines = new ArrayList<>();

    private SettingChanges() {}

    /**
     * The lines for two records of the same class.
     *
     * @param wanted which of its own settings to look at, by their names in the file
     */
    public static <R extends Record> List<String> between(R before, R after, Predicate<String> wanted) {
        SettingChanges changes = new SettingChanges();
        for (Part part : RecordShape.of(before.getClass()).parts()) {
            if (wanted.test(part.key())) {
                changes.setting("", part, before, after);
            }
        }
        return List.copyOf(changes.lines);
    }

    private void setting(String prefix, Part part, Object before, Object after) {
        Object old = RecordShape.value(part, before);
        Object now = RecordShape.value(part, after);
        if (Objects.equals(old, now)) {
            return;
        }
        String name = prefix + part.key();
        if (part.type() instanceof Class<?> type && group(type) && old != null && now != null) {
            group(name, type, old, now);
        } else if (old instanceof List<?> olds && now instanceof List<?> nows && named(part.type())) {
            items(name, byId(olds), byId(nows));
        } else {
            line(name, old, now);
        }
    }

    private void group(String name, Class<?> type, Object old, Object now) {
        List<Part> parts = RecordShape.of(type).parts();
        for (Part part : parts) {
            if (parts.size() == 1) {
                line(name, RecordShape.value(part, old), RecordShape.value(part, now));
            } else {
                setting(name + ".", part, old, now);
            }
        }
    }

    private void items(String name, Map<String, Object> olds, Map<String, Object> nows) {
        olds.forEach((id, old) -> {
            if (!nows.containsKey(id)) {
                lines.add(name + " " + id + ": removed (was " + ConfigWriter.inline(old) + ")");
            }
        });
        nows.forEach((id, now) -> {
            Object old = olds.get(id);
            if (old == null) {
                lines.add(name + " " + id + ": added " + ConfigWriter.inline(now));
            } else {
                RecordShape.of(now.getClass()).parts().forEach(part -> setting(name + " " + id + ": ", part, old, now));
            }
        });
        List<String> stayed = olds.keySet().stream().filter(nows::containsKey).toList();
        List<String> order = nows.keySet().stream().filter(olds::containsKey).toList();
        if (!stayed.equals(order)) {
            lines.add(name + " in the order " + String.join(", ", nows.keySet()));
        }
    }

    private void line(String name, @Nullable Object old, @Nullable Object now) {
        lines.add(name + " " + text(old) + " → " + text(now));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : ConfigWriter.inline(value);
    }

    private static boolean group(Class<?> type) {
        return type.isRecord() && !Leaves.isLeaf(type);
    }

    private static boolean named(Type list) {
        return list instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> item
                && group(item)
                && RecordShape.of(item).part("id") != null;
    }

    private static Map<String, Object> byId(List<?> items) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Object item : items) {
            Part id = Objects.requireNonNull(RecordShape.of(item.getClass()).part("id"));
            all.put(String.valueOf(RecordShape.value(id, item)), item);
        }
        return all;
    }
}
