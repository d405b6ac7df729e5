package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private final Signals signals = new Signals();

    @Test
    void aStopThatCameBeforeTheWaitIsNotMissed() {
        signals.stop();
        signals.stop();
        assertTimeoutPreemptively(Duration.ofSeconds(10), signals::awaitStop);
    }

    @Test
    void aReloadBeforeThereIsAnythingToReloadDoesNothing() {
        AtomicInteger reloads = new AtomicInteger();
        signals.reload();
        signals.onReload(reloads::incrementAndGet);
        signals.reload();
        assertEquals(1, reloads.get());
    }
}
