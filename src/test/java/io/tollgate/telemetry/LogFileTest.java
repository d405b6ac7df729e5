package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    /** A disk with room for so many bytes. */
    private static final class SmallDisk implements WritableByteChannel {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private int room;
        private int opened;

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            content.write(bytes.get());
            room--;
            return 1;
        }

        WritableByteChannel open() {
            opened++;
            return this;
        }

        String text() {
            return content.toString(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final SmallDisk disk = new SmallDisk();
    private final LogFile file = new LogFile(disk::open);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLineThatWasCutIsEndedBeforeTheNext() throws IOException {
        disk.room = 6;
        ByteBuffer lines = bytes("one\ntwo\n");
        assertThrows(IOException.class, () -> file.write(lines));
        assertEquals(2, lines.remaining());
        assertThrows(IOException.class, () -> file.write(bytes("lost\n")));

        disk.room = 100;
        file.write(bytes("three\n"));
        file.write(bytes("four\n"));

        assertEquals("one\ntw\nthree\nfour\n", disk.text());
        assertEquals(3, disk.opened);
    }

    @Test
    void aFailureBetweenLinesLeavesNoEmptyOne() throws IOException {
        disk.room = 4;
        assertThrows(IOException.class, () -> file.write(bytes("one\ntwo\n")));
        assertThrows(IOException.class, () -> file.write(bytes("lost\n")));

        disk.room = 100;
        file.write(bytes("three\n"));

        assertEquals("one\nthree\n", disk.text());
    }

    @Test
    void aFileIsMadeAndAppendedTo(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("access.log");
        for (String line : new String[] {"one\n", "two\n"}) {
            try (LogFile log = new LogFile(LogFile.named("access.log", folder))) {
                log.write(bytes(line));
            }
        }

        assertEquals("one\ntwo\n", Files.readString(path));
    }

    @Test
    void aFolderThatIsMissingIsAnError(@TempDir Path folder) {
        try (LogFile log = new LogFile(LogFile.named("no/access.log", folder))) {
            assertThrows(IOException.class, log::open);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
