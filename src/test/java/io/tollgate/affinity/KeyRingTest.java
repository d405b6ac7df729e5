package io.tollgate.affinity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.FakeTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final Duration OVERLAP = Duration.ofMinutes(30);

    private final FakeTime time = new FakeTime();

    @TempDir
    private Path folder;

    @Test
    void isMadeAtTheFirstStartForItsOwnerOnly() throws Exception {
        Path state = folder.resolve("not/there/yet");
        KeyRing ring = Fixture.ring(state, time);
        assertEquals(time.wallMillis(), ring.currentSinceMillis());
        Path file = state.resolve(KeyRing.FILE_NAME);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (Stream<Path> files = Files.list(state)) {
            assertEquals(List.of(file), files.toList(), "nothing is left beside it");
        }
    }

    @Test
    void survivesARestart() throws Exception {
        KeyRing first = Fixture.ring(folder, time);
        first.rotate(OVERLAP);
        KeyRing second = Fixture.ring(folder, time);
        assertEquals(first.current(), second.current());
        assertArrayEquals(first.current().secret(), second.current().secret());
    }

    @Test
    void everyRingIsItsOwn() throws Exception {
        KeyRing one = Fixture.ring(folder.resolve("one"), time);
        KeyRing other = Fixture.ring(folder.resolve("other"), time);
        assertFalse(Arrays.equals(one.current().secret(), other.current().secret()));
    }

    @Test
    void aRotatedKeyOpensUntilTheOverlapIsOver() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        SealKey old = ring.current();
        time.advance(Duration.ofDays(1));
        ring.rotate(OVERLAP);
        assertNotEquals(old.id(), ring.current().id());
        assertEquals(time.wallMillis(), ring.currentSinceMillis());
        time.advance(OVERLAP.minusMillis(1));
        assertNotNull(ring.find(old.id()));
        assertNotNull(Fixture.ring(folder, time).find(old.id()), "after a restart too");
        time.advance(Duration.ofMillis(1));
        assertNull(ring.find(old.id()));
        assertNull(Fixture.ring(folder, time).find(old.id()), "after a restart too");
        assertNotNull(ring.find(ring.current().id()));
    }

    @Test
    void aLaterRotationNeverLengthensAnEarlierOverlap() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        int first = ring.current().id();
        ring.rotate(OVERLAP);
        ring.rotate(Duration.ofDays(1));
        time.advance(OVERLAP);
        assertNull(ring.find(first));
    }

    @Test
    void aRotationWithoutOverlapEndsAllTiesAtOnce() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        int first = ring.current().id();
        ring.rotate(OVERLAP);
        int second = ring.current().id();
        ring.rotate(Duration.ZERO);
        assertNull(ring.find(first));
        assertNull(ring.find(second));
    }

    @Test
    void holdsNoMoreThanItsBound() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        int first = ring.current().id();
        for (int i = 1; i < KeyRing.MAX_KEYS; i++) {
            ring.rotate(OVERLAP);
        }
        assertNotNull(ring.find(first));
        ring.rotate(OVERLAP);
        assertNull(ring.find(first));
        assertNotNull(Fixture.ring(folder, time).current());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "not json at all",
                "{\"format\":1}",
                "{\"format\":1,\"keys\":null}",
                "{\"format\":1,\"keys\":[]}",
                "{\"format\":1,\"keys\":[null]}",
                "{\"format\":2,\"keys\":[]}",
                "{\"format\":1,\"keys\":[],\"more\":1}",
                "{\"format\":1,\"keys\":[{\"id\":1,\"createdMillis\":0,\"untilMillis\":9223372036854775807,\"secret\":\"c2hvcnQ=\"}]}",
                "{\"format\":1,\"keys\":[{\"id\":1,\"createdMillis\":0,\"untilMillis\":9223372036854775807,\"secret\":\"?\"}]}",
                "{\"format\":1,\"keys\":[{\"id\":1,\"createdMillis\":0,\"untilMillis\":5,\"secret\":"
                        + "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]}"
            })
    void refusesAFileThatIsNotWholeAndLeavesItAlone(String text) throws Exception {
        Path file = folder.resolve(KeyRing.FILE_NAME);
        Files.writeString(file, text);
        KeyRingException refusal = assertThrows(KeyRingException.class, () -> Fixture.ring(folder, time), text);
        assertTrue(message(refusal).startsWith(file + ": it"), message(refusal));
        assertTrue(message(refusal).contains("; restore it from a backup"), message(refusal));
        assertEquals(text, Files.readString(file));
    }

    @Test
    void refusesEveryTruncationOfAGoodFileAndNeverTellsASecret() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        String secret = Base64.getEncoder().encodeToString(ring.current().secret());
        Path file = folder.resolve(KeyRing.FILE_NAME);
        byte[] whole = Files.readAllBytes(file);
        assertTrue(new String(whole, UTF_8).contains(secret), "else the next assertion says nothing");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            KeyRingException refusal = assertThrows(KeyRingException.class, () -> Fixture.ring(folder, time));
            assertFalse(trace(refusal).contains(secret.substring(0, 12)), "at " + length);
        }
    }

    @Test
    void refusesAFileItCannotRead() throws IOException {
        // A folder in its place: permissions would not stop a test that runs as root.
        Files.createDirectory(folder.resolve(KeyRing.FILE_NAME));
        KeyRingException refusal = assertThrows(KeyRingException.class, () -> Fixture.ring(folder, time));
        assertTrue(message(refusal).contains("it cannot be read"), message(refusal));
    }

    @Test
    void aRotationThatCannotBeWrittenChangesNothing() throws Exception {
        Path state = folder.resolve("state");
        KeyRing ring = Fixture.ring(state, time);
        SealKey current = ring.current();
        Files.createDirectory(state.resolve(KeyRing.FILE_NAME + ".tmp"));
        Files.writeString(state.resolve(KeyRing.FILE_NAME + ".tmp").resolve("in the way"), "");
        KeyRingException refusal = assertThrows(KeyRingException.class, () -> ring.rotate(OVERLAP));
        assertTrue(message(refusal).contains("it cannot be written"), message(refusal));
        assertEquals(current, ring.current());
        assertEquals(current, Fixture.ring(state, time).current());
    }

    @Test
    void aCrashWhileWritingLeavesTheOldRing() throws Exception {
        KeyRing ring = Fixture.ring(folder, time);
        Files.writeString(folder.resolve(KeyRing.FILE_NAME + ".tmp"), "{\"format\":1,\"ke");
        KeyRing again = Fixture.ring(folder, time);
        assertEquals(ring.current(), again.current());
        again.rotate(OVERLAP);
        assertEquals(again.current(), Fixture.ring(folder, time).current());
    }

    @Test
    void aKeyNeverPrintsItsSecret() {
        SealKey key = new SealKey(0xcafe, 1, SealKey.FOR_GOOD, new byte[SealKey.SECRET_BYTES]);
        assertEquals("key cafe", key.toString());
    }

    private static String message(Exception refusal) {
        return String.valueOf(refusal.getMessage());
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
