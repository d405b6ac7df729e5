package io.tollgate.config;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.telemetry.MetricFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the docs, as tests read it. */
record DocPage(String text) {
    static DocPage of(String name) {
        return new DocPage(read(Path.of("docs", name)));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the pattern's first group is wherever it is found, in order. */
    List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** Its examples in YAML. */
    List<String> examples() {
        return all("(?s)```yaml\n(.*?)```");
    }

    /** Those of its words that look like a reason or a metric. */
    List<String> names() {
        return all("`([a-z]+_[a-z_]+)[`{]");
    }

    /** All reasons and metrics that there are. */
    static Set<String> known() {
        return Stream.concat(
                        Arrays.stream(ErrorReason.values()).map(ErrorReason::code),
                        Arrays.stream(MetricFamily.values()).map(MetricFamily::metric))
                .collect(Collectors.toSet());
    }
}
