package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Action;
import io.tollgate.model.HashKey;
import io.tollgate.model.Mode;
import io.tollgate.model.OwnLimits;
import io.tollgate.model.OwnTimeouts;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRevisionStoreTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void givesBackWhatItWasGiven() throws Exception {
        List<Edit> edits = List.of(
                Setup.mode("a", Mode.MAINTENANCE),
                new Edit.SetMode("shop", "b", Mode.DRAIN, 1_700_000_000_000L),
                Setup.weight("a", 0),
                Setup.add(Setup.backend("c")),
                Setup.remove("c"),
                Setup.follow("a"),
                new Edit.Restore("shop", "d", overlay(7).of("shop", "a")),
                new Edit.Restore("shop", "e", BackendOverlay.NONE),
                new Edit.SetMatch("main", RouteWords.match("/a")),
                new Edit.SetTimeouts(
                        "main",
                        new OwnTimeouts(null, Duration.ofMillis(1500), null, Duration.ZERO, Duration.ofHours(2))),
                new Edit.SetLimits("main", new OwnLimits(null, new Size(1 << 10), new Size(10 << 20))),
                new Edit.SetAction("main", null),
                RouteWords.send("main", "local"),
                new Edit.SetAction("main", new Action.Redirect(308, "/x")),
                new Edit.SetAction("main", new Action.Respond(200, "hi", "text/plain")),
                new Edit.SetRequest("main", RouteWords.STRIPPED),
                new Edit.SetRequest("main", null),
                new Edit.SetResponse("main", RouteWords.PAGES),
                new Edit.SetMaintenance("main", RouteWords.CLOSED),
                RouteWords.mode("main", Mode.MAINTENANCE),
                RouteWords.add("catalog:/catalog=shop", "main"),
                RouteWords.remove("main"),
                new Edit.SetPolicy("shop", new PolicySpec("ring-hash", new HashKey.Query("id"), 0)),
                new Edit.SetPolicy("shop", null),
                new Edit.RestoreRoute("main", RouteOverlay.NONE, null),
                RouteWords.order("catalog", "main"));
        BackendOverlay all = new BackendOverlay(Mode.DRAIN, 5, 6L, 7, Setup.backend("c"), true);
        Overlay overlay = new Overlay(
                Map.of("shop", Map.of("a", all), "api", Map.of("x", all)),
                routes(),
                Map.of(
                        "shop",
                        new PolicySpec("ring-hash", new HashKey.Cookie("sid"), 3),
                        "api",
                        new PolicySpec("ring-hash", new HashKey.Client(), 0),
                        "web",
                        new PolicySpec("least-time")));
        Revision revision = new Revision(
                1, 42, "ann \"the\" op\u2028", "why\nnot \u20ac", List.of("shop/a: mode ready → drain"), edits, edits);
        try (FileRevisionStore store = new FileRevisionStore(folder)) {
            assertEquals(new RevisionStore.Kept(Overlay.EMPTY, List.of()), store.open());
            store.append(revision, overlay);
        }
        assertEquals(new RevisionStore.Kept(overlay, List.of(revision)), reopened());
    }

    private static RoutesOverlay routes() {
        RouteOverlay changed = RouteOverlay.NONE
                .withMatch(RouteWords.match("/a"))
                .withAction(RouteWords.action("local"))
                .withTimeouts(RouteWords.QUICK)
                .withLimits(RouteWords.SMALL)
                .withRequest(RouteWords.STRIPPED)
                .withResponse(RouteWords.PAGES)
                .withMaintenance(RouteWords.CLOSED)
                .withMode(Mode.MAINTENANCE);
        RouteOverlay added = RouteOverlay.added(RouteWords.route("catalog:/catalog=shop"));
        return new RoutesOverlay(
                Map.of("main", changed, "catalog", added, "gone", RouteOverlay.REMOVED), List.of("catalog", "main"));
    }

    @Test
    void readsWhatWasKeptBeforeRoutesCouldBeChanged() throws Exception {
        String now = new String(written(3), StandardCharsets.UTF_8);
        String then = now.replaceAll(",\"routes\":\\{\"said\":\\{},\"order\":\\[]}", "");
        assertFalse(then.equals(now));
        Files.writeString(file(), then);
        assertEquals(kept(3), reopened());
    }

    @Test
    void readsWhatWasKeptBeforeRoutesCouldRewrite() throws Exception {
        String then = "{\"revision\":{\"number\":1,\"atMillis\":42,\"author\":\"ann\",\"reason\":\"\",\"diff\":[],"
                + "\"edits\":[],\"inverse\":[]},\"after\":{\"pools\":{},\"routes\":{\"said\":{\"catalog\":{"
                + "\"match\":null,\"action\":null,\"added\":{\"id\":\"catalog\",\"match\":{\"host\":[],\"path\":{"
                + "\"exact\":\"\",\"prefix\":\"/catalog\"},\"method\":[],\"header\":{},\"cookie\":{},\"query\":{}},"
                + "\"action\":{\"forward\":{\"pools\":[{\"pool\":\"shop\",\"weight\":100}]}}},\"removed\":false}},"
                + "\"order\":[]}}}\n";
        Files.writeString(file(), then);
        assertEquals(
                Map.of("catalog", RouteOverlay.added(RouteWords.route("catalog:/catalog=shop"))),
                reopened().overlay().routes().said());
    }

    @Test
    void cutsOffALineThatACrashLeftUnfinishedWhereverItBroke() throws Exception {
        byte[] whole = written(3);
        long[] ends = lineEnds(whole);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            int lines = 0;
            while (lines < 3 && ends[lines] <= length) {
                lines++;
            }
            try (FileRevisionStore store = quick()) {
                assertEquals(kept(lines), store.open(), "cut at " + length);
                assertEquals(lines == 0 ? 0 : ends[lines - 1], Files.size(file()), "cut at " + length);
                store.append(revision(lines + 1), overlay(lines + 1));
            }
            assertEquals(kept(lines + 1), reopened(), "cut at " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "7",
                "{\"revision\":null,\"after\":null}",
                "{\"revision\":{\"number\":2},\"after\":{\"pools\":{}}}",
                "nonsense"
            })
    void refusesALineThatCannotBeRead(String line) throws Exception {
        List<String> lines = new ArrayList<>(List.of(new String(written(3), StandardCharsets.UTF_8).split("\n")));
        for (int broken = 0; broken < 3; broken++) {
            List<String> bad = new ArrayList<>(lines);
            bad.set(broken, line);
            byte[] content = (String.join("\n", bad) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file(), content);
            IOException refused = assertThrows(IOException.class, this::reopened);
            assertTrue(refused.toString().contains("line " + (broken + 1) + " "), refused.toString());
            assertTrue(refused.toString().contains("backup"), refused.toString());
            assertArrayEquals(content, Files.readAllBytes(file()), "nothing is lost by refusing");
        }
    }

    @Test
    void refusesAFlippedModeAnUnknownFieldAndAGap() throws Exception {
        String whole = new String(written(3), StandardCharsets.UTF_8);
        for (String bad : List.of(
                whole.replaceFirst("\"mode\":\"drain\"", "\"mode\":\"drein\""),
                whole.replaceFirst("\"after\":", "\"afterwards\":"),
                whole.replaceFirst("\"number\":2", "\"number\":4"),
                whole.replaceFirst("http:", "ftp:"),
                whole.substring(0, whole.indexOf('\n') + 1)
                        + whole.substring(whole.indexOf('\n', whole.indexOf('\n') + 1) + 1))) {
            assertFalse(bad.equals(whole));
            Files.writeString(file(), bad);
            assertThrows(IOException.class, this::reopened, bad);
        }
    }

    @Test
    void keepsTheLatestWhenItHasGrownLong() throws Exception {
        try (FileRevisionStore store = new FileRevisionStore(folder, 5, new QuickDisk())) {
            store.open();
            for (int number = 1; number <= 47; number++) {
                store.append(revision(number), overlay(number));
                RevisionStore.Kept now = reopened();
                assertEquals(overlay(number), now.overlay());
                List<Long> numbers =
                        now.revisions().stream().map(Revision::number).toList();
                assertTrue(numbers.size() < 10 && numbers.size() >= Math.min(number, 5), numbers.toString());
                assertEquals(number, numbers.get(numbers.size() - 1));
            }
        }
        assertFalse(Files.exists(next()));
    }

    @Test
    void aStoreThatWasOpenedWithManyLinesShortensThemToo() throws Exception {
        written(9);
        try (FileRevisionStore store = new FileRevisionStore(folder, 3, new QuickDisk())) {
            store.open();
            store.append(revision(10), overlay(10));
        }
        assertEquals(
                List.of(8L, 9L, 10L),
                reopened().revisions().stream().map(Revision::number).toList());
    }

    @Test
    void aLeftoverOfShorteningIsNoHindrance() throws Exception {
        written(5);
        Files.writeString(next(), "half a li");
        try (FileRevisionStore store = new FileRevisionStore(folder, 3, new QuickDisk())) {
            assertEquals(kept(5), store.open());
            assertFalse(Files.exists(next()));
            Files.writeString(next(), "x".repeat(100_000));
            store.append(revision(6), overlay(6));
        }
        assertEquals(
                List.of(4L, 5L, 6L),
                reopened().revisions().stream().map(Revision::number).toList());
    }

    /** Each thing that is done to the disk fails once: whatever was acknowledged is there, whatever was refused is not. */
    @Test
    void survivesAnyFailureAndGoesOn() throws Exception {
        int operations = FailingDisk.count(this::scenario);
        assertTrue(operations > 40, operations + " operations");
        for (int failing = 1; failing <= operations; failing++) {
            for (int inARow : List.of(1, 2, 3, 5)) {
                clear();
                FailingDisk disk = new FailingDisk(failing, inARow);
                int acknowledged = scenario(disk);
                String when = inARow + " failures from operation " + failing;
                assertEquals(overlay(acknowledged), reopened().overlay(), when);
                List<Revision> kept = reopened().revisions();
                assertEquals(acknowledged, kept.get(kept.size() - 1).number(), when);
            }
        }
    }

    /** The same, but the process is killed there: what was acknowledged is there, the one under way may be. */
    @Test
    void survivesAKillAtAnyMoment() throws Exception {
        int operations = FailingDisk.count(this::scenario);
        for (int failing = 1; failing <= operations; failing++) {
            clear();
            FailingDisk disk = new FailingDisk(failing, Integer.MAX_VALUE);
            int acknowledged = scenario(disk);
            RevisionStore.Kept found = reopened();
            List<Revision> kept = found.revisions();
            long last = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).number();
            assertTrue(
                    last == acknowledged || last == acknowledged + 1,
                    "killed at operation " + failing + ": " + last + " after " + acknowledged);
            assertEquals(last == 0 ? Overlay.EMPTY : overlay((int) last), found.overlay());
        }
    }

    @Test
    void takesNothingWhenItIsClosed() throws Exception {
        FileRevisionStore store = quick();
        assertThrows(IOException.class, () -> store.append(revision(1), overlay(1)));
        store.open();
        store.close();
        store.close();
        assertThrows(IOException.class, () -> store.append(revision(1), overlay(1)));
    }

    @Test
    void takesNoRevisionOutOfOrder() throws Exception {
        written(3);
        try (FileRevisionStore store = quick()) {
            store.open();
            assertThrows(IllegalArgumentException.class, () -> store.append(revision(3), overlay(3)));
            assertThrows(IllegalArgumentException.class, () -> store.append(revision(5), overlay(5)));
        }
    }

    /** Twelve changes, each tried until it is taken or ten times; says how many were acknowledged. */
    private int scenario(Disk disk) throws IOException {
        FileRevisionStore store = new FileRevisionStore(folder, 3, disk);
        boolean open = false;
        for (int attempt = 0; attempt < 10 && !open; attempt++) {
            open = succeeds(store::open);
        }
        int acknowledged = 0;
        for (int attempt = 0; attempt < 30 && acknowledged < 12 && open; attempt++) {
            int number = acknowledged + 1;
            if (succeeds(() -> store.append(revision(number), overlay(number)))) {
                acknowledged++;
            }
        }
        store.close();
        return acknowledged;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static boolean succeeds(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private FileRevisionStore quick() {
        return new FileRevisionStore(folder, 1_000, new QuickDisk());
    }

    private RevisionStore.Kept reopened() throws IOException {
        try (FileRevisionStore store = quick()) {
            return store.open();
        }
    }

    private byte[] written(int revisions) throws IOException {
        try (FileRevisionStore store = quick()) {
            store.open();
            for (int number = 1; number <= revisions; number++) {
                store.append(revision(number), overlay(number));
            }
        }
        return Files.readAllBytes(file());
    }

    private static RevisionStore.Kept kept(int revisions) {
        List<Revision> all = new ArrayList<>();
        for (int number = 1; number <= revisions; number++) {
            all.add(revision(number));
        }
        return new RevisionStore.Kept(revisions == 0 ? Overlay.EMPTY : overlay(revisions), all);
    }

    private static Revision revision(int number) {
        List<Edit> edits = List.of(Setup.mode("a", Mode.DRAIN), Setup.add(Setup.backend("c")));
        return new Revision(
                number, 1_000L * number, "ann", "gr\u00fc\u00dfe \ud83d\ude80", List.of("x → y"), edits, edits);
    }

    private static Overlay overlay(int number) {
        BackendOverlay said = new BackendOverlay(Mode.DRAIN, number, null, number, null, false);
        return new Overlay(Map.of("shop", Map.of("a", said)), RoutesOverlay.NONE, Map.of());
    }

    private static long[] lineEnds(byte[] content) {
        return IntStream.range(0, content.length)
                .filter(i -> content[i] == '\n')
                .mapToLong(i -> i + 1L)
                .toArray();
    }

    private Path file() {
        return folder.resolve("revisions.jsonl");
    }

    private Path next() {
        return folder.resolve("revisions.jsonl.next");
    }

    private void clear() throws IOException {
        Files.deleteIfExists(file());
        Files.deleteIfExists(next());
    }

    /** A disk on which some operations in a row fail, a write halfway. */
    private static final class FailingDisk extends QuickDisk {
        private final int first;
        private final int inARow;
        private int operations;

        FailingDisk(int first, int inARow) {
            this.first = first;
            this.inARow = inARow;
        }

        @FunctionalInterface
        interface Scenario {
            int run(Disk disk) throws IOException;
        }

        static int count(Scenario scenario) throws IOException {
            FailingDisk healthy = new FailingDisk(Integer.MAX_VALUE, 0);
            scenario.run(healthy);
            return healthy.operations;
        }

        @Override
        public FileChannel open(Path file) throws IOException {
            fail();
            return super.open(file);
        }

        @Override
        public void write(FileChannel to, ByteBuffer bytes) throws IOException {
            if (fails()) {
                super.write(to, bytes.slice(0, bytes.remaining() / 2));
                throw new IOException("No space left on device");
            }
            super.write(to, bytes);
        }

        @Override
        public void truncate(FileChannel channel, long size) throws IOException {
            fail();
            super.truncate(channel, size);
        }

        @Override
        public void force(FileChannel channel) throws IOException {
            fail();
            super.force(channel);
        }

        @Override
        public void replace(Path target, Path by) throws IOException {
            fail();
            super.replace(target, by);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            fail();
            super.forceFolder(folder);
        }

        private void fail() throws IOException {
            if (fails()) {
                throw new IOException("Input/output error");
            }
        }

        private boolean fails() {
            operations++;
            return operations >= first && operations - first < inARow;
        }
    }
}
