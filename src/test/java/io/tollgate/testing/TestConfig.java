package io.tollgate.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A configuration on free ports with one pool, {@code shop}.
 *
 * @param backends its lines under {@code backends}
 * @param pool its further lines
 */
public record TestConfig(List<String> backends, List<String> pool) {

    public TestConfig {
        backends = List.copyOf(backends);
        pool = List.copyOf(pool);
    }

    /** A pool of these backends, each of weight 100, with a probe every second. */
    public static TestConfig of(List<BackendProcess> backends) {
        TestConfig config = new TestConfig(List.of(), List.of());
        for (BackendProcess backend : backends) {
            config = config.backend(backend, 100);
        }
        return config.pool("probe: {interval: 1s, timeout: 1s}");
    }

    /** The same with one more backend. */
    public TestConfig backend(BackendProcess backend, int weight) {
        return backend(backend, "weight: " + weight);
    }

    /** The same with one more backend of those settings, such as {@code weight: 100, tier: 1}. */
    public TestConfig backend(BackendProcess backend, String settings) {
        return new TestConfig(
                plus(backends, "{id: " + backend.name() + ", url: \"" + backend.url() + "\", " + settings + "}"), pool);
    }

    /** The same with one more line in the pool, in place of an earlier one of that key. */
    public TestConfig pool(String line) {
        String key = line.substring(0, line.indexOf(':') + 1);
        return new TestConfig(
                backends,
                plus(pool.stream().filter(other -> !other.startsWith(key)).toList(), line));
    }

    /** The file's text. */
    public String text() {
        StringBuilder text = new StringBuilder("""
                version: 1
                listeners:
                  - {id: web, address: "127.0.0.1:0"}
                admin: {address: "127.0.0.1:0"}
                pools:
                  - id: shop
                    backends:
                """);
        backends.forEach(line -> text.append("      - ").append(line).append('\n'));
        pool.forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    private static List<String> plus(List<String> lines, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return more;
    }
}
