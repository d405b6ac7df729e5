package io.tollgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged jar, run as users run it, from a folder with its configuration and its state. */
public final class TollgateProcess implements AutoCloseable {
    /** What the account {@code admin} is given at the first start. */
    public static final String PASSWORD = "correct horse battery staple";

    private static final Pattern READY = Pattern.compile("READY data=(\\S+) admin=(\\S+)");
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final String heap;
    private ChildProcess process;
    private URI data;
    private URI admin;

    private TollgateProcess(Path folder, String heap) {
        this.folder = folder;
        this.heap = heap;
        this.process = spawn();
        Matcher ready = awaitReady();
        this.data = URI.create(ready.group(1).split(",", 2)[0]);
        this.admin = URI.create(ready.group(2));
    }

    /**
     * Starts it and returns when it serves.
     *
     * @param folder takes {@code tollgate.yaml} and {@code state}
     */
    public static TollgateProcess start(Path folder, String config) {
        return start(folder, config, "256m");
    }

    /** The same with another size of the heap. */
    public static TollgateProcess start(Path folder, String config, String heap) {
        write(folder, config);
        return new TollgateProcess(folder, heap);
    }

    /** Runs the jar with these arguments, whatever comes of it. */
    public static ChildProcess command(Map<String, String> environment, String... arguments) {
        return ChildProcess.java(
                environment,
                Stream.concat(Stream.of("-Xmx256m", "-jar", jar()), Stream.of(arguments))
                        .toList());
    }

    /** Where traffic goes. */
    public URI data() {
        return data;
    }

    /** Where operators go. */
    public URI admin() {
        return admin;
    }

    /** The REST interface, signed in. */
    public AdminClient rest() {
        return new AdminClient(admin, PASSWORD);
    }

    public ChildProcess process() {
        return process;
    }

    /** Puts another configuration in the file's place, at once as editors and deployments do. */
    public void rewrite(String config) {
        write(folder, config);
    }

    /** Kills it as with -9. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same file and state; its ports may be others. */
    public void restart() {
        process = spawn();
        Matcher ready = awaitReady();
        data = URI.create(ready.group(1).split(",", 2)[0]);
        admin = URI.create(ready.group(2));
    }

    @Override
    public void close() {
        process.close();
    }

    private ChildProcess spawn() {
        return ChildProcess.java(
                Map.of("TOLLGATE_ADMIN_PASSWORD", PASSWORD),
                List.of(
                        "-Xmx" + heap,
                        "-jar",
                        jar(),
                        "run",
                        "-c",
                        folder.resolve("tollgate.yaml").toString(),
                        "--state",
                        folder.resolve("state").toString()));
    }

    private Matcher awaitReady() {
        Matcher ready = READY.matcher(process.awaitLine(line -> line.startsWith("READY "), START));
        if (!ready.matches()) {
            throw new AssertionError("not as the contract says: " + process.output());
        }
        return ready;
    }

    private static String jar() {
        return Objects.requireNonNull(System.getProperty("tollgate.jar"), "run by Maven, after package");
    }

    private static void write(Path folder, String config) {
        try {
            Path fresh = Files.writeString(folder.resolve("tollgate.yaml.new"), config);
            Files.move(
                    fresh,
                    folder.resolve("tollgate.yaml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
