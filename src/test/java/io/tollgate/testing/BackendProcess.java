package io.tollgate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link TestBackend} in a process of its own, which can be killed and started again on its port. */
public final class BackendProcess implements AutoCloseable {
    private final String name;
    private final int port;
    private ChildProcess process;

    private BackendProcess(String name) {
        this.name = name;
        this.process = spawn(0);
        this.port = awaitPort();
    }

    /** Starts one that calls itself so and answers on any free port. */
    public static BackendProcess start(String name) {
        return new BackendProcess(name);
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Asks it directly, past any balancer, and returns the body. */
    public String ask(String target) {
        try (RawClient client = new RawClient(URI.create(url()))) {
            return client.send(RawRequest.get(target)).text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of its counters: requests, newSessions, unanswered. */
    public long count(String counter) {
        try {
            JsonNode counts = new ObjectMapper().readTree(ask("/counts"));
            return counts.get(counter).asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it as with -9. */
    public void kill() {
        process.kill();
    }

    /** Stops it where it is: the system still takes connections and bytes for it. */
    public void freeze() {
        process.signal("STOP");
    }

    /** Starts it again on its port; its memory is gone. */
    public void restart() {
        process = spawn(port);
        awaitPort();
    }

    @Override
    public void close() {
        process.close();
    }

    private ChildProcess spawn(int wantedPort) {
        try {
            Path classes = Path.of(TestBackend.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return ChildProcess.java(
                    Map.of(),
                    List.of(
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classes.toString(),
                            TestBackend.class.getName(),
                            name,
                            String.valueOf(wantedPort)));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private int awaitPort() {
        return Integer.parseInt(process.awaitLine(line -> line.matches("\\d+"), Duration.ofSeconds(20)));
    }
}
