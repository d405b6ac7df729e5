package io.tollgate.testing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar, run as users run it. */
final class JarInstance implements Instance {
    private static final Pattern READY = Pattern.compile("READY data=(\\S+) admin=(\\S+)");
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final String heap;
    private final boolean portable;
    private ChildProcess process;
    private URI data;
    private URI admin;

    JarInstance(Path folder, String heap, boolean portable) {
        this.folder = folder;
        this.heap = heap;
        this.portable = portable;
        this.process = spawn();
        Matcher ready = awaitReady();
        this.data = data(ready);
        this.admin = admin(ready);
    }

    static String jar() {
        return Objects.requireNonNull(System.getProperty("tollgate.jar"), "run by Maven, after package");
    }

    @Override
    public URI data() {
        return data;
    }

    @Override
    public URI admin() {
        return admin;
    }

    @Override
    public List<String> log() {
        return process.output();
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        process = spawn();
        Matcher ready = awaitReady();
        data = data(ready);
        admin = admin(ready);
    }

    @Override
    public void close() {
        process.close();
    }

    private ChildProcess spawn() {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx" + heap,
                "-jar",
                jar(),
                "run",
                "-c",
                folder.resolve("tollgate.yaml").toString(),
                "--state",
                folder.resolve("state").toString()));
        if (portable) {
            arguments.add("--portable");
        }
        return ChildProcess.java(Map.of("TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD), arguments);
    }

    private Matcher awaitReady() {
        Matcher ready = READY.matcher(process.awaitLine(line -> line.startsWith("READY "), START));
        if (!ready.matches()) {
            throw new AssertionError("not as the contract says: " + process.output());
        }
        return ready;
    }

    private static URI data(Matcher ready) {
        return bare(ready.group(1).split(",", 2)[0]);
    }

    private static URI admin(Matcher ready) {
        return bare(ready.group(2));
    }

    private static URI bare(String address) {
        return URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }
}
