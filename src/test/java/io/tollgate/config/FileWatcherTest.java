package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatcherTest {
    private final FakeTime time = new FakeTime();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");
    private FileWatcher watcher = watcher(file, "");

    @BeforeEach
    void watch() throws IOException {
        file = folder.resolve("tollgate.yaml");
        Files.writeString(file, "one");
        watcher = watcher(file, "one");
        watcher.start();
    }

    @AfterEach
    void close() {
        watcher.close();
    }

    @Test
    void tellsNothingWhileNothingChanges() throws IOException {
        pass(Duration.ofMinutes(1));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_800_000_000_000L));
        pass(Duration.ofMinutes(1));
        assertEquals(List.of(), told);
    }

    @Test
    void tellsAContentWrittenInPlace() throws IOException {
        Files.writeString(file, "two");
        pass(Duration.ofSeconds(2));
        assertEquals(List.of("two"), told);
        pass(Duration.ofMinutes(1));
        assertEquals(List.of("two"), told);
    }

    @Test
    void tellsAChangeThatKeepsLengthAndTime() throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, "eno");
        Files.setLastModifiedTime(file, before);
        pass(Duration.ofSeconds(2));
        assertEquals(List.of("eno"), told);
    }

    @Test
    void tellsAFileRenamedOverIt() throws IOException {
        Path next = Files.writeString(folder.resolve("next"), "two");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        pass(Duration.ofSeconds(2));
        assertEquals(List.of("two"), told);
    }

    @Test
    void tellsASwappedLinkAsKubernetesDoesIt() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..1"));
        Path second = Files.createDirectory(folder.resolve("..2"));
        Files.writeString(first.resolve("c.yaml"), "one");
        Files.writeString(second.resolve("c.yaml"), "two");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
        Path link = Files.createSymbolicLink(folder.resolve("c.yaml"), Path.of("..data", "c.yaml"));
        try (FileWatcher linked = watcher(link, "one")) {
            linked.start();
            pass(Duration.ofSeconds(2));
            Path swap = Files.createSymbolicLink(folder.resolve("..tmp"), second);
            Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);
            pass(Duration.ofSeconds(2));
        }
        assertEquals(List.of("two"), told);
    }

    @Test
    void waitsUntilAHalfWrittenFileStandsStill() throws IOException {
        Files.writeString(file, "t");
        pass(Watcher.INTERVAL);
        Files.writeString(file, "tw");
        pass(Watcher.SETTLE);
        Files.writeString(file, "two");
        pass(Watcher.SETTLE);
        assertEquals(List.of(), told);
        pass(Watcher.SETTLE);
        assertEquals(List.of("two"), told);
    }

    @Test
    void aMissingFileIsNoChange() throws IOException {
        Files.delete(file);
        pass(Duration.ofSeconds(5));
        assertEquals(List.of(), told);
        Files.writeString(file, "one");
        pass(Duration.ofSeconds(5));
        assertEquals(List.of(), told);
        Files.writeString(file, "two");
        pass(Duration.ofSeconds(5));
        assertEquals(List.of("two"), told);
    }

    @Test
    void tellsAtOnceAndInAnyCaseWhenAsked() {
        watcher.checkNow();
        runWork();
        assertEquals(List.of("one"), told);
    }

    @Test
    void manyWishesDuringOneLookBecomeOneMore() {
        watcher.checkNow();
        Runnable first = work.remove();
        watcher.checkNow();
        watcher.checkNow();
        watcher.checkNow();
        assertTrue(work.isEmpty());
        first.run();
        runWork();
        assertEquals(1, told.size());
    }

    @Test
    void goesOnWhenTheCallbackFails() throws IOException {
        watcher.close();
        try (FileWatcher failing = new FileWatcher(file, bytes("one"), time, work::add, content -> {
            told.add(text(content));
            throw new IllegalStateException("refused in the test");
        })) {
            failing.start();
            Files.writeString(file, "two");
            pass(Duration.ofSeconds(2));
            Files.writeString(file, "three");
            pass(Duration.ofSeconds(2));
        }
        assertEquals(List.of("two", "three"), told);
    }

    @Test
    void neverReadsOnTheTimersThread() throws IOException {
        Files.writeString(file, "two");
        time.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), told);
        assertEquals(1, work.size());
    }

    @Test
    void stopsWhenClosed() throws IOException {
        watcher.close();
        Files.writeString(file, "two");
        watcher.checkNow();
        pass(Duration.ofMinutes(1));
        assertEquals(List.of(), told);
        assertEquals(0, time.pending());
    }

    @Test
    void readsNoMoreOfALargeFileThanARefusalNeeds() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        Files.write(file, new byte[SourceText.MAX_BYTES + 1000]);
        try (FileWatcher large =
                new FileWatcher(file, bytes(""), time, work::add, content -> lengths.add(content.length))) {
            large.start();
            pass(Duration.ofSeconds(2));
        }
        assertEquals(List.of(SourceText.MAX_BYTES + 1), lengths);
        assertFalse(lengths.isEmpty());
    }

    private FileWatcher watcher(Path of, String known) {
        return new FileWatcher(of, bytes(known), time, work::add, content -> told.add(text(content)));
    }

    private void pass(Duration duration) {
        Duration step = Duration.ofMillis(100);
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
            time.advance(step);
            runWork();
        }
    }

    private void runWork() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
