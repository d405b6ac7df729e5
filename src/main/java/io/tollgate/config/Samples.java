package io.tollgate.config;

import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.Address;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.PageFile;
import io.tollgate.model.StatusRange;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;

/** Some value of each type, to go on with where a setting without a default is missing or broken. */
final class Samples {
    private Samples() {}

    /** A value like no other of its number. */
    static Object of(Type type, int number) {
        if (type instanceof ParameterizedType) {
            return List.of();
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return "stand-in-" + number;
        }
        if (plain == BackendUrl.class) {
            return new BackendUrl("http", "stand-in-" + number + ".invalid", 80);
        }
        if (plain == Address.class) {
            return new Address("127.0.0.1", 0);
        }
        if (plain == StatusRange.class) {
            return new StatusRange(500, 500);
        }
        if (plain == PageFile.class) {
            return new PageFile("stand-in-" + number + ".html");
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
