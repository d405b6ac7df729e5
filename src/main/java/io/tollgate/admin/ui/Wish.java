package io.tollgate.admin.ui;

import io.tollgate.control.Edit;
import io.tollgate.model.Ids;
import io.tollgate.model.Mode;
import io.tollgate.model.Weight;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants done with a backend, before it is confirmed. Immutable.
 *
 * @param fields what its form sends besides the reason
 * @param reason as typed
 */
record Wish(Act act, String backend, Map<String, String> fields, String reason) {
    private static final Duration LONGEST_DRAIN = Duration.ofDays(7);
    private static final String MODE = "mode";
    private static final String WEIGHT = "weight";
    private static final String DEADLINE = "deadline";

    /** What can be wished. */
    enum Act {
        MODE("mode"),
        WEIGHT("weight"),
        FOLLOW("follow"),
        REMOVE("remove");

        private final String path;

        Act(String path) {
            this.path = path;
        }

        /** The last part of the address that its form is sent to. */
        String path() {
            return path;
        }
    }

    Wish {
        fields = Map.copyOf(fields);
    }

    /** @param deadline minutes until a drain ends; what is no number above 0 stands for none */
    static Wish ofMode(String backend, Mode mode, String deadline, String reason) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(MODE, mode.toString());
        if (mode == Mode.DRAIN && !deadline.isEmpty()) {
            fields.put(DEADLINE, deadline);
        }
        return new Wish(Act.MODE, backend, fields, reason);
    }

    static Wish ofWeight(String backend, int weight, String reason) {
        return new Wish(Act.WEIGHT, backend, Map.of(WEIGHT, Integer.toString(weight)), reason);
    }

    static Wish toFollow(String backend, String reason) {
        return new Wish(Act.FOLLOW, backend, Map.of(), reason);
    }

    static Wish toRemove(String backend, String reason) {
        return new Wish(Act.REMOVE, backend, Map.of(), reason);
    }

    /**
     * What a page's address asks about, as {@link #query} writes it; null for nothing that can be done.
     *
     * @param field its parameters; empty for those that are not there
     */
    static @Nullable Wish of(UnaryOperator<String> field) {
        String reason = field.apply("reason");
        for (Act act : Act.values()) {
            String backend = field.apply(act.path());
            if (Ids.valid(backend)) {
                return switch (act) {
                    case MODE -> {
                        Mode mode = mode(field.apply("to"));
                        yield mode == null ? null : ofMode(backend, mode, field.apply(DEADLINE), reason);
                    }
                    case WEIGHT -> {
                        Integer weight = number(field.apply("to"), Weight.MIN, Weight.MAX);
                        yield weight == null ? null : ofWeight(backend, weight, reason);
                    }
                    case FOLLOW -> toFollow(backend, reason);
                    case REMOVE -> toRemove(backend, reason);
                };
            }
        }
        return null;
    }

    /** As the query of a page's address, so that a page that is asked for again asks the same. */
    String query() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(act.path(), backend);
        switch (act) {
            case MODE -> all.put("to", fields.getOrDefault(MODE, ""));
            case WEIGHT -> all.put("to", fields.getOrDefault(WEIGHT, ""));
            default -> {}
        }
        all.put(DEADLINE, fields.getOrDefault(DEADLINE, ""));
        all.put("reason", reason);
        all.values().removeIf(String::isEmpty);
        return all.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** @param nowMillis wall time */
    Edit edit(String pool, long nowMillis) {
        return switch (act) {
            case MODE -> {
                Mode mode = Mode.parse(fields.getOrDefault(MODE, ""));
                yield new Edit.SetMode(pool, backend, mode, deadline(nowMillis));
            }
            case WEIGHT -> new Edit.SetWeight(pool, backend, Integer.parseInt(fields.getOrDefault(WEIGHT, "")));
            case FOLLOW -> new Edit.FollowFile(pool, backend);
            case REMOVE -> new Edit.RemoveBackend(pool, backend);
        };
    }

    /** The mode that it sets; null when it sets none. */
    @Nullable
    Mode mode() {
        return act == Act.MODE ? mode(fields.getOrDefault(MODE, "")) : null;
    }

    /** The weight that it sets; null when it sets none. */
    @Nullable
    String weight() {
        return act == Act.WEIGHT ? fields.get(WEIGHT) : null;
    }

    private @Nullable Long deadline(long nowMillis) {
        Integer minutes = number(fields.getOrDefault(DEADLINE, ""), 1, Integer.MAX_VALUE);
        if (minutes == null) {
            return null;
        }
        return nowMillis + Math.min(Duration.ofMinutes(minutes).toMillis(), LONGEST_DRAIN.toMillis());
    }

    /** That mode; null when the text is none. */
    static @Nullable Mode mode(String text) {
        try {
            return Mode.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Integer number(String text, int min, int max) {
        try {
            int number = Integer.parseInt(text.strip());
            return number < min || number > max ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
