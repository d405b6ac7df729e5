package io.tollgate.boot.jar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The process of one demo backend. Killed by hand, it is started again on its port some seconds later, so that one can
 * watch it leave and come back. It ends with this process, however that ends. Thread-safe.
 */
final class DemoProcess implements AutoCloseable {
    private static final long RESTART_SECONDS = 10;

    private final String name;
    private final int delayMillis;
    private Process process;
    private int port;
    private boolean closed;

    /**
     * Starts it; {@link #awaitPort()} says when it answers.
     *
     * @param delayMillis what an answer typically takes
     */
    DemoProcess(String name, int delayMillis) throws IOException {
        this.name = name;
        this.delayMillis = delayMillis;
        this.process = spawn();
        restartWhenKilled();
    }

    /** Its id in the configuration. */
    String name() {
        return name;
    }

    /** Waits for its start, once; from then on {@link #port()} is known. */
    synchronized void awaitPort() throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = output.readLine();
        if (line == null) {
            throw new IOException("backend " + name + " did not start");
        }
        port = Integer.parseInt(line);
    }

    /** The loopback port it answers on; 0 before it has started. */
    synchronized int port() {
        return port;
    }

    /** Its id in the operating system, of today's process. */
    synchronized long pid() {
        return process.pid();
    }

    /** Ends it and waits until it is gone. */
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            last = process;
        }
        last.destroyForcibly().onExit().join();
    }

    private Process spawn() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoBackend.class.getName(),
                        name,
                        String.valueOf(port),
                        String.valueOf(delayMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void restartWhenKilled() {
        Executor later = CompletableFuture.delayedExecutor(RESTART_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> unused = process.onExit().thenRunAsync(this::restart, later);
    }

    private synchronized void restart() {
        if (closed) {
            return;
        }
        try {
            process = spawn();
        } catch (IOException e) {
            // The next round tries again: the dead process is still the one watched.
        }
        restartWhenKilled();
    }
}
