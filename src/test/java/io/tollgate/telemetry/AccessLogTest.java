package io.tollgate.telemetry;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.codahale.metrics.Counter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.model.AccessLogSettings;
import io.tollgate.testing.FakeTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    /** A disk that a test can hold up or break. */
    private static final class Disk implements WritableByteChannel {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private volatile boolean broken;
        private volatile CountDownLatch held = new CountDownLatch(0);
        private final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            asked.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            if (broken) {
                throw new IOException("No space left on device");
            }
            int length = bytes.remaining();
            synchronized (content) {
                while (bytes.hasRemaining()) {
                    content.write(bytes.get());
                }
            }
            return length;
        }

        List<String> lines() {
            synchronized (content) {
                return content.toString(StandardCharsets.UTF_8).lines().toList();
            }
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final FakeTime time = new FakeTime();
    private final Disk disk = new Disk();
    private final Counter full = new Counter();
    private final Counter unwritten = new Counter();

    private AccessLog log(int buffer) {
        return new AccessLog(new LogFile(() -> disk), buffer, time, full, unwritten);
    }

    private void end(AccessLog log, int times) {
        for (int i = 0; i < times; i++) {
            Exchanges.routed(time, "shop", "a", 200).end(log);
        }
    }

    @Test
    void closingWritesWhatWaits() throws IOException {
        try (AccessLog log = log(1024)) {
            end(log, 1000);
        }

        assertEquals(1000, disk.lines().size());
        for (String line : disk.lines()) {
            assertEquals(200, new ObjectMapper().readTree(line).get("status").intValue());
        }
        assertEquals(0, full.getCount() + unwritten.getCount());
    }

    @Test
    void linesAreWrittenWithoutClosing() {
        try (AccessLog log = log(1024)) {
            end(log, 1);
            await().until(() -> disk.lines().size() == 1);
        }
    }

    @Test
    void aDiskThatHangsCostsLinesAndNoTime() throws Exception {
        disk.held = new CountDownLatch(1);
        try (AccessLog log = log(1024)) {
            end(log, 1);
            disk.asked.await();

            end(log, 3000);

            assertEquals(3000 - 1024, full.getCount());
            disk.held.countDown();
        }
        assertEquals(1 + 1024, disk.lines().size());
    }

    @Test
    void linesAndDropsOfManyThreadsAddUp() throws Exception {
        try (AccessLog log = log(64)) {
            Together.run(4, 5_000, () -> end(log, 1));
        }

        assertEquals(20_000, disk.lines().size() + full.getCount());
        assertEquals(0, unwritten.getCount());
    }

    @Test
    void aBrokenDiskCostsLinesUntilItIsWellAgain() {
        try (AccessLog log = log(1024)) {
            disk.broken = true;
            end(log, 5);
            await().until(() -> unwritten.getCount() == 5);

            disk.broken = false;
            end(log, 3);
            await().until(() -> disk.lines().size() == 3);
        }
        assertEquals(5, unwritten.getCount());
        assertEquals(0, full.getCount());
    }

    @Test
    void closingDoesNotWaitForADiskThatHangs() throws Exception {
        disk.held = new CountDownLatch(1);
        AccessLog log = log(1024);
        end(log, 1);
        disk.asked.await();
        end(log, 10);

        log.close(Duration.ofMillis(1));

        await().until(() -> full.getCount() + unwritten.getCount() == 11);
        end(log, 1);
        assertEquals(12, full.getCount() + unwritten.getCount());
    }

    @Test
    void reopeningFollowsARotatedFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        Telemetry telemetry = new Telemetry(time);
        try (AccessLog log =
                AccessLog.open(new AccessLogSettings(file.toString(), 1024), Path.of(""), time, telemetry)) {
            end(log, 2);
            await().until(() -> Files.readAllLines(file).size() == 2);
            Files.move(file, rotated);

            log.reopen();
            await().until(() -> Files.exists(file));
            end(log, 3);
        }

        assertEquals(2, Files.readAllLines(rotated).size());
        assertEquals(3, Files.readAllLines(file).size());
        assertEquals(0, telemetry.accessLogFull().getCount());
    }

    @Test
    void nothingIsLostWhenReopenedUnderLoad(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.log");
        Telemetry telemetry = new Telemetry(time);
        AccessLog log = AccessLog.open(new AccessLogSettings(file.toString(), 65_536), Path.of(""), time, telemetry);
        AtomicInteger ended = new AtomicInteger();
        Together.run(4, 5_000, () -> {
            end(log, 1);
            if (ended.incrementAndGet() % 100 == 0) {
                log.reopen();
            }
        });
        log.close();

        assertEquals(20_000, Files.readAllLines(file).size());
    }

    @Test
    void aFileThatCannotBeWrittenToIsRefusedAtOnce(@TempDir Path folder) {
        assertThrows(
                IOException.class,
                () -> AccessLog.open(
                        new AccessLogSettings(folder.resolve("no/access.log").toString(), 1024),
                        Path.of(""),
                        time,
                        new Telemetry(time)));
    }
}
