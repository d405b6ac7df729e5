package io.tollgate.boot.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.runtime.ObjectMethods;
import java.util.List;

/**
 * What Java itself keeps of the records of an application. The method handles that all records share remember the types
 * they were last adapted to, in Java 17 by strong references: they would hold the class loader of an application that is
 * gone until another one compares a record for the first time.
 */
final class RecordMethods {
    private static final List<String> NAMES = List.of("equals", "hashCode", "toString");

    private RecordMethods() {}

    /** Puts types of Java's own in the place of those remembered. */
    static void forget() {
        MethodHandle component = MethodHandles.identity(String.class);
        for (String name : NAMES) {
            try {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), name, MethodHandle.class, String.class, "value", component);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }
}
