package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void isMadeForItsOwnerAlone() throws Exception {
        Path path = temp.resolve("deep/state");
        try (StateFolder folder = StateFolder.take(path)) {
            assertEquals(path, folder.path());
            assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(path));
        }
    }

    @Test
    void isHeldByOneAtATime() throws Exception {
        Path path = temp.resolve("state");
        Path alias = temp.resolve("alias");
        try (StateFolder folder = StateFolder.take(path)) {
            Files.createSymbolicLink(alias, folder.path());
            for (Path same : new Path[] {path, alias, temp.resolve("./state")}) {
                IOException refused = assertThrows(IOException.class, () -> StateFolder.take(same));
                assertTrue(refused.toString().contains("in use by another Tollgate"), refused.toString());
            }
        }
        StateFolder.take(alias).close();
    }

    /** A process gives up all its locks on a file when it closes any channel on it; what it was refused must not do so. */
    @Test
    void staysLockedForOtherProcessesAfterAVainAttempt() throws Exception {
        Path path = temp.resolve("state");
        assertEquals(Attempt.TAKEN, attemptOfAnotherProcess(path));
        try (StateFolder folder = StateFolder.take(path)) {
            assertThrows(IOException.class, () -> StateFolder.take(folder.path()));
            assertEquals(Attempt.REFUSED, attemptOfAnotherProcess(path));
        }
        assertEquals(Attempt.TAKEN, attemptOfAnotherProcess(path));
    }

    /** Each web application has a copy of the class: what one of them is refused must not take the lock from the other. */
    @Test
    void staysLockedForOtherProcessesAfterAVainAttemptOfAnotherCopyOfTheClass() throws Exception {
        Path path = temp.resolve("state");
        URL classes = StateFolder.class.getProtectionDomain().getCodeSource().getLocation();
        try (StateFolder folder = StateFolder.take(path);
                URLClassLoader other = new OwnFirst(classes)) {
            Method take = other.loadClass(StateFolder.class.getName()).getMethod("take", Path.class);
            assertNotSame(StateFolder.class, take.getDeclaringClass());
            InvocationTargetException refused =
                    assertThrows(InvocationTargetException.class, () -> take.invoke(null, folder.path()));
            assertTrue(String.valueOf(refused.getCause()).contains("in use by another Tollgate"));
            assertEquals(Attempt.REFUSED, attemptOfAnotherProcess(path));
        }
        assertEquals(Attempt.TAKEN, attemptOfAnotherProcess(path));
    }

    /** Loads Tollgate's classes by itself, as web applications do. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL classes) {
            super(new URL[] {classes}, StateFolderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            return name.startsWith("io.tollgate.") ? findClass(name) : super.loadClass(name, resolve);
        }
    }

    /** What the other process does. */
    static final class Attempt {
        static final int TAKEN = 10;
        static final int REFUSED = 11;

        private Attempt() {}

        public static void main(String[] arguments) {
            int found;
            try {
                StateFolder.take(Path.of(arguments[0])).close();
                found = TAKEN;
            } catch (IOException e) {
                found = REFUSED;
            }
            System.exit(found);
        }
    }

    private static int attemptOfAnotherProcess(Path path) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Attempt.class.getName(), path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void aFolderThatCannotBeTakenIsNotHeld() throws Exception {
        Path path = temp.resolve("state");
        Files.createDirectories(path.resolve("lock"));
        assertThrows(IOException.class, () -> StateFolder.take(path));
        Files.delete(path.resolve("lock"));
        StateFolder.take(path).close();
    }
}
