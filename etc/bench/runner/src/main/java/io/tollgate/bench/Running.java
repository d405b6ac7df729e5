package io.tollgate.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program under way with the processes that it has started. */
final class Running implements AutoCloseable {
    /** Fields of /proc/PID/stat that come after the name, which may have blanks. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    private final String name;
    private final Process process;

    private Running(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * @param cores that it may use, as taskset takes them
     * @param folder that it runs in and that its output goes to
     */
    static Running start(String name, String cores, List<String> command, Path folder) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        File out = folder.resolve(name + ".out").toFile();
        try {
            return new Running(
                    name,
                    new ProcessBuilder(pinned)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out)
                            .start());
        } catch (IOException e) {
            throw new BenchException("cannot start " + name, e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Moves all its threads. */
    void pin(String cores) {
        all().forEach(each -> Machine.output("taskset", "-a", "-c", "-p", cores, Long.toString(each.pid())));
    }

    /** User and system time of all its processes so far. */
    long cpuMicros() {
        return all().mapToLong(Running::cpuTicks).sum() * Machine.MICROS_PER_TICK;
    }

    /** What the compilers of a JVM have worked so far, as it says where others can read it without its help. */
    double compilingSeconds() {
        String jstat = Path.of(System.getProperty("java.home"), "bin", "jstat").toString();
        return compilingSeconds(Machine.output(jstat, "-compiler", Long.toString(pid())));
    }

    static double compilingSeconds(String table) {
        List<String> lines = table.lines().toList();
        List<String> titles = List.of(lines.get(0).strip().split(" +"));
        String[] values = lines.get(1).strip().split(" +");
        return Double.parseDouble(values[titles.indexOf("Time")].replace(',', '.'));
    }

    /** The most memory that its processes had together, each at its own peak. */
    long peakBytes() {
        return all().mapToLong(each -> Machine.lines("/proc/" + each.pid() + "/status").stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
                        .sum())
                .sum();
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private static long cpuTicks(ProcessHandle each) {
        try {
            String stat = Files.readString(Path.of("/proc/" + each.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> each = all().toList();
        each.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                each.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            each.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
