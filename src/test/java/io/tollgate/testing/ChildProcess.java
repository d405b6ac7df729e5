package io.tollgate.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Java process that a test starts, reads and ends. Its two outputs are kept together, the last lines at least. */
public final class ChildProcess implements AutoCloseable {
    private static final int KEPT_LINES = 5_000;
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "LANG", "LC_ALL");

    private final Process process;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread reader;

    private ChildProcess(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endTree));
        this.reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the JDK that runs the tests with these arguments, and with more environment. */
    public static ChildProcess java(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a command that inherits nothing but what leads to programs and home, so that settings of the machine for
     * them play no part. It has no standard input.
     *
     * @param folder where it works
     */
    public static ChildProcess command(Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its number in the operating system. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processes it has started that live. */
    public List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** The numbers of those of them that are Java's, itself included. Some programs are started by a shell that waits. */
    public Stream<Long> javas() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .map(ProcessHandle::pid);
    }

    /** The first line of the output that fits; waits for it, and fails when the process ends without. */
    public String awaitLine(Predicate<String> fits, Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(10))
                .failFast(
                        "ended with:\n" + process,
                        () -> ended() && output().stream().noneMatch(fits))
                .conditionEvaluationListener(null)
                .until(() -> output().stream().anyMatch(fits));
        return output().stream().filter(fits).findFirst().orElseThrow();
    }

    /** What it has written. */
    public List<String> output() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Sends it a signal, such as {@code HUP}. */
    public void signal(String name) {
        signal(name, pid());
    }

    /** Sends each of its {@link #javas} a signal. */
    public void signalJavas(String name) {
        List<Long> all = javas().toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("no Java to send a signal to");
        }
        all.forEach(pid -> signal(name, pid));
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Its exit status, all output read; fails when it does not end in time. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + limit + ":\n" + String.join("\n", output()));
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Kills it as with -9 and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Kills it and all that it has started, as with -9, and waits until they are gone. */
    public void killTree() {
        endTree().forEach(one -> one.onExit().join());
    }

    @Override
    public void close() {
        kill();
    }

    private List<ProcessHandle> endTree() {
        List<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        return tree;
    }

    private boolean ended() {
        return !process.isAlive() && !reader.isAlive();
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    if (lines.size() == KEPT_LINES) {
                        lines.removeFirst();
                    }
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // Killed while being read.
        }
    }
}
