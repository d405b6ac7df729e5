package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

/** Some value of each type, to go on with where a setting without a default is missing or broken. */
final class Samples {
    private Samples() {}

    static Object of(Type type) {
        if (type instanceof ParameterizedType) {
            return List.of();
        }
        Class<?> plain = (Class<?>) type;
        ValueType valueType = ValueType.of(plain);
        if (valueType != null) {
            return valueType.sample();
        }
        if (plain == String.class) {
            return "x";
        }
        for (Class<?> choice : Choices.of(plain).values()) {
            RecordShape shape = RecordShape.of(choice);
            if (shape.parts().isEmpty()) {
                return shape.construct(new Object[0]);
            }
        }
        throw new IllegalStateException("no sample of " + type);
    }

    /** What to write where a setting without a default is missing. */
    static String hint(Part part) {
        String add = "add " + part.key() + ", ";
        if (part.type() instanceof Class<?> plain) {
            return Leaves.isLeaf(plain)
                    ? Leaves.hint(plain, part.setting()).replaceFirst("write ", add)
                    : add + "one of " + Wording.oneOf(Choices.of(plain).keySet());
        }
        return add + "a list";
    }
}
