package io.tollgate.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names by which a file chooses among the records of a sealed interface. */
final class Choices {
    private Choices() {}

    /** In the order in which the interface permits them. */
    static Map<String, Class<?>> of(Class<?> sealed) {
        Class<?>[] permitted = sealed.getPermittedSubclasses();
        if (permitted == null) {
            throw new IllegalStateException(sealed + " is not sealed");
        }
        Map<String, Class<?>> choices = new LinkedHashMap<>();
        for (Class<?> choice : permitted) {
            choices.put(name(choice), choice);
        }
        return choices;
    }

    /** The name of a record that is one of several choices, else null. */
    static @Nullable String nameOf(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                return name(type);
            }
        }
        return null;
    }

    private static String name(Class<?> choice) {
        return choice.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
