package io.tollgate.config;

import io.tollgate.model.InvalidSettingException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${NAME}} by an environment variable; <code>$${</code> stands for a plain <code>${</code>. */
final class References {
    /** Where whoever writes has no claim to what the environment holds. */
    static final References REFUSED = new References(name -> {
        throw new InvalidSettingException(
                "", "names the environment variable " + name + ", which is out of reach here", "write its value");
    });

    private final Function<String, @Nullable String> variables;

    References(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /** Whether the text names a variable or hides a reference. */
    static boolean in(String text) {
        return text.contains("${");
    }

    /** The text that {@link #expand} turns into this one. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    /** @throws InvalidSettingException when a reference is broken or its variable undefined */
    String expand(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            if (text.startsWith("$${", i)) {
                out.append("${");
                i += 3;
            } else if (text.startsWith("${", i)) {
                int end = text.indexOf('}', i);
                out.append(variable(end < 0 ? "" : text.substring(i + 2, end)));
                i = end + 1;
            } else {
                out.append(text.charAt(i++));
            }
        }
        return out.toString();
    }

    private String variable(String name) {
        if (!validName(name)) {
            throw new InvalidSettingException(
                    "", "has a broken reference", "write ${NAME} with a variable's name, or $${ for a plain ${");
        }
        String value = variables.apply(name);
        if (value == null) {
            throw new InvalidSettingException(
                    "",
                    "the environment variable " + name + " is not set",
                    "set it in the environment of this process");
        }
        return value;
    }

    private static boolean validName(String name) {
        return !name.isEmpty()
                && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
                && name.chars()
                        .allMatch(c ->
                                (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
}
