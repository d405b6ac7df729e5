package io.tollgate.boot.jar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until connections come to the successor alone. Those whose handshake had begun before still come here, and would
 * be lost with the socket.
 */
final class Quiet {
    private static final Logger LOG = LoggerFactory.getLogger(Quiet.class);

    /** Longer than a handshake takes. */
    private static final Duration ENOUGH = Duration.ofSeconds(1);

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Path MIGRATES = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

    private final LongSupplier quietNanos;

    /**
     * @param quietNanos how long no connection has come
     */
    Quiet(LongSupplier quietNanos) {
        this.quietNanos = quietNanos;
    }

    /**
     * Waits, but not for ever.
     *
     * @param hurry ends the wait
     */
    void await(CompletableFuture<Void> hurry) {
        long begin = System.nanoTime();
        boolean quiet = false;
        while (!quiet && !over(hurry) && System.nanoTime() - begin < LIMIT.toNanos()) {
            // What came before the successor drew connections away is no sign.
            quiet = Math.min(quietNanos.getAsLong(), System.nanoTime() - begin) >= ENOUGH.toNanos();
        }
        if (!quiet && !hurry.isDone() && !kernelMigrates()) {
            LOG.warn("Connections still come to this process, as they do over IPv6; some that are just opening may be"
                    + " reset. Set the kernel's net.ipv4.tcp_migrate_req to 1, and none is");
        }
    }

    private static boolean over(CompletableFuture<Void> hurry) {
        try {
            Object unused = hurry.get(STEP.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean kernelMigrates() {
        try {
            return Files.readString(MIGRATES).strip().equals("1");
        } catch (IOException e) {
            return false;
        }
    }
}
