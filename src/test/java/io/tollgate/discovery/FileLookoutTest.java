package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Watcher;
import io.tollgate.control.DiscoveryReport;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.FileDiscovery;
import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class FileLookoutTest {
    private static final Duration SEEN = Watcher.INTERVAL.plus(Watcher.SETTLE);

    @TempDir
    Path folder;

    private static final DiscoverySpec SPEC =
            new DiscoverySpec(new FileDiscovery("backends.yaml"), null, Duration.ofMinutes(10));

    private final FakeTime time = new FakeTime();
    private Path file;
    private FileLookout lookout;
    private int news;

    @BeforeEach
    void make() {
        file = folder.resolve("backends.yaml");
        lookout = new FileLookout(
                file,
                new ConfigReader(ConfigReader.Form.JAR, name -> name.equals("HOST") ? "10.0.0.7" : null),
                time,
                time,
                new Knowledge("shop", "file backends.yaml", time),
                () -> news++);
    }

    private void begin() {
        lookout.start();
        time.advance(Watcher.SETTLE);
        assertTrue(lookout.firstLook().isDone());
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private List<String> found() {
        return Objects.requireNonNull(lookout.found(SPEC)).stream()
                .map(BackendSpec::id)
                .toList();
    }

    private String trouble() {
        return Objects.requireNonNull(lookout.report().trouble());
    }

    @Test
    void listsBackendsInTheFormOfAConfiguration() throws IOException {
        write("""
                - http://10.0.0.1:8080
                - {id: big, url: "https://10.0.0.2", weight: 300, tier: 1, zone: east, maxRequests: 9}
                """);
        begin();
        assertEquals(
                "[BackendSpec[id=10.0.0.1-8080, url=http://10.0.0.1:8080, weight=100, tier=0, zone=, maxRequests=0],"
                        + " BackendSpec[id=big, url=https://10.0.0.2:443, weight=300, tier=1, zone=east, maxRequests=9]]",
                Objects.requireNonNull(lookout.found(SPEC)).toString());
        assertEquals(1, news);
        DiscoveryReport report = lookout.report();
        assertEquals(
                new DiscoveryReport("file backends.yaml", 2, time.wallMillis(), time.wallMillis() + 1_000, null, 0),
                report);
    }

    @Test
    void theEnvironmentIsOutOfItsReach() throws IOException {
        write("- {id: a, url: \"http://10.0.0.1:1\", zone: \"${HOST}\"}\n");
        begin();
        assertNull(lookout.found(SPEC));
        assertTrue(
                trouble().contains("[0].zone: names the environment variable HOST, which is out of reach here"),
                trouble());
        assertFalse(trouble().contains("10.0.0.7"), trouble());
        write("- {id: a, url: \"http://10.0.0.1:1\", zone: \"east\"}\n");
        time.advance(SEEN);
        assertEquals(List.of("a"), found());
    }

    @Test
    void readsJsonToo() throws IOException {
        write("[\n\t{\"id\": \"a\", \"url\": \"http://10.0.0.1:1\"},\n\t\"http://10.0.0.2:2\"\n]\n");
        begin();
        assertEquals(List.of("a", "10.0.0.2-2"), found());
    }

    @Test
    void followsTheFileWrittenInPlaceAndRenamedOver() throws IOException {
        write("[\"http://10.0.0.1:1\"]");
        begin();
        write("[\"http://10.0.0.1:1\", \"http://10.0.0.2:1\"]");
        time.advance(SEEN);
        assertEquals(List.of("10.0.0.1-1", "10.0.0.2-1"), found());

        Path next = folder.resolve("next");
        Files.writeString(next, "[]");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        time.advance(SEEN);
        assertEquals(List.of(), found());
        assertEquals(3, news);
    }

    @Test
    void aBrokenFileChangesNothingAndSaysSo() throws IOException {
        write("[\"http://10.0.0.1:1\"]");
        begin();
        long seen = lookout.report().lastSeenMillis();
        write("- {id: a, url: nonsense}\n- {id: a, url: \"http://10.0.0.1:1\", weigth: 3}\n");
        time.advance(SEEN);
        assertEquals(List.of("10.0.0.1-1"), found());
        assertEquals(1, news);
        assertTrue(trouble().startsWith("backends.yaml:1:16 [0].url: "), trouble());
        assertTrue(trouble().endsWith("(and 2 more)"), trouble());
        assertEquals(1, lookout.report().failures());

        time.advance(Duration.ofSeconds(60));
        assertEquals(1, lookout.report().failures(), "one trouble, however long it lasts");
        assertTrue(lookout.report().lastSeenMillis() - seen < 2_000);

        write("[\"http://10.0.0.1:1\"]");
        time.advance(SEEN);
        assertNull(lookout.report().trouble());
        assertTrue(time.wallMillis() - lookout.report().lastSeenMillis() < 1_000);
        assertEquals(1, news);
    }

    @Test
    void namesWhatNoPoolWouldTake() throws IOException {
        write("[\"http://10.0.0.1:1\", {id: 10.0.0.1-1, url: \"http://10.0.0.2:1\"}]");
        begin();
        assertTrue(trouble().contains("[1].id: \"10.0.0.1-1\" is used twice"), trouble());
        write("");
        time.advance(SEEN);
        assertTrue(trouble().contains("is empty"), trouble());
        write("backends: []");
        time.advance(SEEN);
        assertTrue(trouble().contains("not a list"), trouble());
        assertEquals(3, lookout.report().failures());
        assertNull(lookout.found(SPEC));
    }

    @Test
    void aFileThatIsMissingOrGoneChangesNothing() throws IOException {
        begin();
        assertNull(lookout.found(SPEC));
        assertEquals("there is no such file", trouble());
        assertEquals(0, lookout.report().lastSeenMillis());

        write("[\"http://10.0.0.1:1\"]");
        time.advance(SEEN);
        assertEquals(List.of("10.0.0.1-1"), found());
        assertNull(lookout.report().trouble());

        Files.delete(file);
        time.advance(SEEN);
        assertEquals(List.of("10.0.0.1-1"), found());
        assertEquals("there is no such file", trouble());
        assertEquals(2, lookout.report().failures());
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftUntilItStandsStill() throws IOException {
        write("[\"http://10.0.0.1:1\"]");
        begin();
        write("[");
        time.advance(Watcher.INTERVAL);
        write("[\"http://10.0.0.2:1\"]");
        time.advance(SEEN);
        assertEquals(List.of("10.0.0.2-1"), found());
        assertEquals(0, lookout.report().failures());
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftAtTheStartAndAtAWordToo() throws IOException {
        write("[");
        lookout.start();
        time.advance(Duration.ZERO);
        assertFalse(lookout.firstLook().isDone());
        write("[\"http://10.0.0.1:1\"]");
        time.advance(Watcher.SETTLE);
        assertFalse(lookout.firstLook().isDone());
        time.advance(Watcher.SETTLE);
        assertEquals(List.of("10.0.0.1-1"), found());

        write("[");
        lookout.lookNow();
        time.advance(Duration.ZERO);
        write("[\"http://10.0.0.2:1\"]");
        time.advance(Watcher.SETTLE.multipliedBy(2));
        assertEquals(List.of("10.0.0.2-1"), found());
        assertEquals(0, lookout.report().failures());
    }

    @Test
    void whatIsNoFileIsNotOpened() throws IOException {
        Files.createDirectory(file);
        begin();
        assertEquals("it is no regular file", trouble());
    }

    @Test
    void looksNoMoreOnceItIsClosed() throws IOException {
        write("[\"http://10.0.0.1:1\"]");
        begin();
        assertNotNull(lookout.found(SPEC));
        lookout.close();
        assertEquals(0, time.pending());
    }

    @Test
    void nobodyWaitsForOneThatIsClosed() {
        lookout.close();
        assertTrue(lookout.firstLook().isDone());
    }
}
