package io.tollgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
    @Test
    void readsHowLongCompilersWorked() {
        assertEquals(384.58, Running.compilingSeconds("""
                Compiled Failed Invalid   Time   FailedType FailedMethod
                   30856      0       0   384.58          0
                """));
    }

    /** With a JVM's own tool, whose table may change. */
    @Test
    void aJvmTellsHowLongItsCompilersWorked(@TempDir Path folder) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program = "class Busy { public static void main(String[] a) throws Exception {"
                + " for (int i = 0; i < 10_000_000; i++) { Integer.toString(i).hashCode(); }"
                + " System.out.println(1); Thread.sleep(60_000); } }";
        Path source = Files.writeString(folder.resolve("Busy.java"), program);
        try (Running running = Running.start("busy", Machine.BOTH, List.of(java, source.toString()), folder)) {
            while (Files.size(folder.resolve("busy.out")) == 0 && running.alive()) {
                Thread.onSpinWait();
            }
            assertTrue(running.compilingSeconds() > 0);
        }
    }
}
