package io.tollgate.proxy.container;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Looks up what is inside a container. */
final class Members {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final @Nullable ClassLoader loader;

    /**
     * @param loader the container's own, for an application's may hide the container or bring classes of the same name
     */
    Members(@Nullable ClassLoader loader) {
        this.loader = loader;
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** A method of that class or of one above it, in Java's words public or not. */
    MethodHandle method(Class<?> type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        try {
            return unreflect(type.getMethod(name, parameters));
        } catch (NoSuchMethodException e) {
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                for (Method method : each.getDeclaredMethods()) {
                    if (method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters)) {
                        return unreflect(method);
                    }
                }
            }
            throw e;
        }
    }

    /** Reads a field of that class or of one above it. */
    MethodHandle field(Class<?> type, String name) throws ReflectiveOperationException {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return LOOKUP.unreflectGetter(field);
                }
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }

    /** One after the other: each gets what the one before returned, cast to what it wants. */
    static MethodHandle path(MethodHandle first, MethodHandle... next) {
        MethodHandle all = first;
        for (MethodHandle each : next) {
            MethodHandle fitting =
                    each.asType(each.type().changeParameterType(0, all.type().returnType()));
            all = MethodHandles.collectArguments(fitting, 0, all);
        }
        return all;
    }

    private static MethodHandle unreflect(Method method) throws IllegalAccessException {
        method.setAccessible(true);
        return LOOKUP.unreflect(method);
    }
}
