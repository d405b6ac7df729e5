package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.Configuration;
import io.tollgate.model.Durations;
import io.tollgate.model.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Writes a configuration as YAML that {@link ConfigReader} reads back equal. Settings at their defaults are left out;
 * the same configuration always gives the same text.
 */
public final class ConfigWriter {
    private static final int WIDTH = 120;

    private ConfigWriter() {}

    /** The whole configuration as a file would hold it. */
    public static String write(Configuration configuration) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
        options.setWidth(WIDTH);
        options.setSplitLines(false);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        String text = new Yaml(new Texts(options), options).dump(Tree.FILE.settings(configuration));
        return text.replace("\uFEFF", "\\uFEFF");
    }

    /** One setting's value, or a whole group, on one line: {@code {forward: [shop]}}. */
    static String inline(Object value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(new Texts(options), options)
                .dump(Tree.FILE.plain(value))
                .strip();
    }

    /**
     * A record's settings by their names, nested as in a file, for JSON that {@link ConfigReader#bind} reads back
     * equal. Those at their defaults are left out; there are no short forms, so that a reader need not know them.
     */
    public static Map<String, Object> settings(Record record) {
        return Tree.JSON.settings(record);
    }

    /** Quotes the characters that YAML takes for line ends or marks, which SnakeYAML would write plainly. */
    private static final class Texts extends Representer {
        private static final String SPECIAL = "\u0085\u2028\u2029\uFEFF";

        Texts(DumperOptions options) {
            super(options);
            representers.put(String.class, text -> text((String) text));
        }

        private Node text(String text) {
            boolean special = text.chars().anyMatch(c -> Character.isISOControl(c) || SPECIAL.indexOf(c) >= 0);
            return representScalar(
                    Tag.STR, text, special ? DumperOptions.ScalarStyle.DOUBLE_QUOTED : DumperOptions.ScalarStyle.PLAIN);
        }
    }

    /**
     * Records as trees.
     *
     * @param shortForms whether a plain value may stand for a group
     * @param references whether a text may be taken for a reference
     */
    private record Tree(boolean shortForms, boolean references) {
        static final Tree FILE = new Tree(true, true);
        static final Tree JSON = new Tree(false, false);

        Object plain(Object value) {
            if (value instanceof List<?> list) {
                return list.stream().map(this::plain).toList();
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> sorted = new TreeMap<>();
                map.forEach((key, item) -> sorted.put((String) key, plain(item)));
                return sorted;
            }
            if (value instanceof Integer || value instanceof Boolean) {
                return value;
            }
            if (value instanceof Secret secret) {
                return secret.reference();
            }
            if (value instanceof Duration duration) {
                return Durations.format(duration);
            }
            if (value instanceof Record record && ValueType.of(record.getClass()) == null) {
                return group(record);
            }
            return references ? References.escape(value.toString()) : value.toString();
        }

        private Object group(Record record) {
            RecordShape shape = RecordShape.of(record.getClass());
            Map<String, Object> settings = settings(record);
            Object own = settings;
            Part shorthand = shape.shorthand();
            if (shape.unwrapped()) {
                own = settings.values().iterator().next();
            } else if (shortForms && shorthand != null && settings.keySet().equals(Set.of(shorthand.key()))) {
                own = settings.values().iterator().next();
            }
            String choice = Choices.nameOf(record.getClass());
            return choice == null ? own : Map.of(choice, own);
        }

        Map<String, Object> settings(Record record) {
            Map<String, Object> settings = new LinkedHashMap<>();
            for (Part part : RecordShape.of(record.getClass()).parts()) {
                @Nullable Object value = RecordShape.value(part, record);
                if (value != null && !value.equals(part.fallback())) {
                    settings.put(part.key(), plain(value));
                }
            }
            return settings;
        }
    }
}
