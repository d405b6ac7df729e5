package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.Form;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large bodies at the same time, both ways, in 256 MiB of heap. */
class LargeAtOnceIT {
    private static final long GIB = 1L << 30;
    private static final int CLIENTS = 8;

    @TempDir
    Path folder;

    @Tag("long")
    @Test
    void eightGibibytesPassBothWaysAtOnce() throws ExecutionException, InterruptedException {
        String hash = Payload.sha256(GIB);
        try (Site site = Site.start(Form.JAR, folder, config -> config)) {
            long begun = System.nanoTime();
            List<CompletableFuture<String>> answers =
                    Stream.generate(() -> echoed(site)).limit(CLIENTS).toList();
            for (CompletableFuture<String> answer : answers) {
                assertEquals(hash, answer.get());
            }
            System.out.printf(
                    "%d GiB up and down at once in %s%n", CLIENTS, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static CompletableFuture<String> echoed(Site site) {
        CompletableFuture<String> hash = new CompletableFuture<>();
        Thread client = new Thread(
                () -> {
                    try (RawClient connection = new RawClient(site.tollgate().data(), Duration.ofMinutes(2))) {
                        RawAnswer answer = connection.send(RawRequest.postPayload("/echo", GIB, false));
                        assertEquals(200, answer.status());
                        hash.complete(answer.sha256());
                    } catch (IOException | AssertionError e) {
                        hash.completeExceptionally(e);
                    }
                },
                "client");
        client.start();
        return hash;
    }
}
