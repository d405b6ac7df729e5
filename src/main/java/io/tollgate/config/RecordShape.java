package io.tollgate.config;

import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Setting;
import io.tollgate.model.Shorthand;
import io.tollgate.model.Unwrapped;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a record of the model say: its settings, their names and defaults. Made once per record;
 * immutable and thread-safe.
 */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Class<?> type;
    private final List<Part> parts;
    private final Constructor<?> constructor;

    /**
     * One setting.
     *
     * @param key its name in a file
     * @param fallback what it is when left out; null also when it must be given
     */
    record Part(
            String key,
            Type type,
            Setting setting,
            Method accessor,
            @Nullable Object fallback) {

        boolean required() {
            return setting.defaultsTo().equals(Setting.REQUIRED);
        }

        /** Whether it may be nothing at all. */
        boolean optional() {
            return setting.defaultsTo().equals("null");
        }
    }

    private RecordShape(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        List<Part> found = new ArrayList<>();
        for (RecordComponent component : components) {
            found.add(part(component));
        }
        this.parts = List.copyOf(found);
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            this.constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    List<Part> parts() {
        return parts;
    }

    @Nullable
    Part part(String key) {
        for (Part part : parts) {
            if (part.key().equals(key)) {
                return part;
            }
        }
        return null;
    }

    /** The setting that a plain value in place of the group gives, or null. */
    @Nullable
    Part shorthand() {
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        return shorthand == null ? null : part(shorthand.value());
    }

    /** Whether the record's only setting stands in its place. */
    boolean unwrapped() {
        return type.isAnnotationPresent(Unwrapped.class);
    }

    /** @throws InvalidSettingException when the record refuses the values */
    Object construct(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSettingException refused) {
                throw refused;
            }
            throw new IllegalStateException(type + " failed instead of refusing", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of one setting in a record of this shape. */
    static @Nullable Object value(Part part, Object of) {
        try {
            return part.accessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Part part(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " is no setting");
        }
        String key = setting.key().isEmpty() ? component.getName() : setting.key();
        Type type = component.getGenericType();
        Part bare = new Part(key, type, setting, component.getAccessor(), null);
        if (bare.required() || bare.optional()) {
            return bare;
        }
        return new Part(key, type, setting, component.getAccessor(), Binder.fallback(type, setting));
    }
}
