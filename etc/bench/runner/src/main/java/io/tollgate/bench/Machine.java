package io.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Linux, as /proc tells of it, and which of its cores is for whom. */
final class Machine {
    /** Of the proxy that is measured. */
    static final String PROXY_CORE = "0";

    /** Of the load and the backends. */
    static final String LOAD_CORE = "1";

    static final String BOTH = PROXY_CORE + "," + LOAD_CORE;

    private static final int STEAL = 8;

    /** Linux counts processor time in hundredths of a second. */
    static final long MICROS_PER_TICK = 10_000;

    private Machine() {}

    /** Processor time that the host took from both cores since it was started. */
    static long stolenMicros() {
        return MICROS_PER_TICK
                * lines("/proc/stat").stream()
                        .filter(line ->
                                line.startsWith("cpu" + PROXY_CORE + " ") || line.startsWith("cpu" + LOAD_CORE + " "))
                        .mapToLong(line -> Long.parseLong(line.split(" +")[STEAL]))
                        .sum();
    }

    static String description() {
        String model = lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        long processors = lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("processor"))
                .count();
        return model + ", " + processors + " processors, Linux " + System.getProperty("os.version") + ", JDK "
                + System.getProperty("java.version");
    }

    static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new BenchException("cannot read " + file, e);
        }
    }

    /** What a command prints. */
    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new BenchException(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new BenchException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            throw new BenchException("interrupted", e);
        }
    }
}
