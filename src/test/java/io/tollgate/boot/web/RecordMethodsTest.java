package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RecordMethodsTest {
    @Test
    void aLoaderWhoseRecordsWereUsedLastIsFree() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(used());

        RecordMethods.forget();

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private static ClassLoader used() throws Exception {
        ClassLoader loader = new Copies();
        Class<?> copy = loader.loadClass(OwnRecord.class.getName());
        assertNotSame(OwnRecord.class, copy);
        Constructor<?> constructor = copy.getConstructors()[0];
        Object first = constructor.newInstance("a", null);
        assertEquals(first, constructor.newInstance("a", null));
        constructor.newInstance("b", first);
        return loader;
    }

    /** Has that record for itself. */
    private static final class Copies extends ClassLoader {
        Copies() {
            super(RecordMethodsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(OwnRecord.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = Objects.requireNonNull(file).readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
