package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.Configuration;
import io.tollgate.model.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reference of every setting as Markdown, made from the model's records. */
public final class SettingsReference {
    private static final String HEAD = """
            # Settings

            Every setting of a configuration file, by the group it stands in. This page is made from the program itself.

            A file is YAML in UTF-8, at most 4 MiB. Durations are written `200ms`, `5s`, `2m`, `1h` or `1d`, sizes `512B`,
            `64KiB` or `1MiB`. `${NAME}` in a value stands for the environment variable of that name (quote it inside
            `{ }` and `[ ]`), `$${` for a plain `${`. Secrets are always written so, and shown so wherever the
            configuration is shown. Names that are not listed here are refused, and so are aliases, anchors, tags and names
            given twice. `tollgate check FILE` lists everything that is wrong with a file, each with its line and column.
            """;

    private final StringBuilder out = new StringBuilder(HEAD);

    private SettingsReference() {}

    /** The page. */
    public static String markdown() {
        SettingsReference reference = new SettingsReference();
        reference.group("", Configuration.class);
        return reference.out.toString();
    }

    private void group(String path, Class<?> type) {
        out.append("\n## ")
                .append(path.isEmpty() ? "The file" : "`" + path + "`")
                .append("\n");
        Map<String, Class<?>> inner = new LinkedHashMap<>();
        if (type.isRecord()) {
            settings(path, type, inner);
        } else {
            out.append("\nExactly one of ")
                    .append(code(List.copyOf(Choices.of(type).keySet())))
                    .append(".\n");
            Choices.of(type).forEach((name, choice) -> inner.put(path + "." + name, choice));
        }
        inner.forEach(this::group);
    }

    private void settings(String path, Class<?> type, Map<String, Class<?>> inner) {
        RecordShape shape = RecordShape.of(type);
        Part shorthand = shape.shorthand();
        if (shape.parts().isEmpty()) {
            out.append("\nHas no settings: `{}`.\n");
            return;
        }
        if (shape.unwrapped()) {
            Part only = shape.parts().get(0);
            out.append(only.type() instanceof ParameterizedType ? "\nA list. " : "\nA text. ")
                    .append(only.setting().value())
                    .append("\n");
            note(only.type(), path, inner);
            return;
        }
        if (shorthand != null) {
            out.append("\nA plain value in place of the group gives `")
                    .append(shorthand.key())
                    .append("`.\n");
        }
        out.append("\n| setting | type | default | range | what it does |\n|---|---|---|---|---|\n");
        for (Part part : shape.parts()) {
            row(part);
            note(part.type(), path.isEmpty() ? part.key() : path + "." + part.key(), inner);
        }
    }

    private void row(Part part) {
        out.append("| `")
                .append(part.key())
                .append("` | ")
                .append(type(part.type()))
                .append(" | ");
        out.append(fallback(part)).append(" | ").append(part.setting().range()).append(" | ");
        out.append(part.setting().value().replace("|", "\\|")).append(" |\n");
    }

    private static String fallback(Part part) {
        if (part.required()) {
            return "must be given";
        }
        return part.optional() ? "none" : "`" + part.setting().defaultsTo() + "`";
    }

    private static void note(Type type, String path, Map<String, Class<?>> inner) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            note(arguments[arguments.length - 1], path + "[]", inner);
        } else if (!Leaves.isLeaf((Class<?>) type)) {
            inner.put(path, (Class<?>) type);
        }
    }

    private static String plural(String noun) {
        return noun + (noun.endsWith("s") ? "es" : "s");
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "list of " + plural(type(arguments[0]))
                    : "names, each with a " + type(arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        ValueType valueType = ValueType.of(plain);
        if (valueType != null) {
            return valueType.noun();
        }
        if (plain.isEnum()) {
            return "word";
        }
        if (plain == boolean.class) {
            return "true or false";
        }
        if (plain == Secret.class) {
            return "secret";
        }
        return plain == String.class ? "text" : Leaves.isLeaf(plain) ? "number" : "group";
    }

    private static String code(List<String> names) {
        return Wording.oneOf(names.stream().map(name -> "`" + name + "`").toList());
    }
}
