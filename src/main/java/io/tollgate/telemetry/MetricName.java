package io.tollgate.telemetry;

import java.util.List;

/**
 * Which series a metric is: its family and the values of the family's labels. The registry knows it by {@link #key()}.
 *
 * @param values one for each label of the family, in the same order; empty where a label does not apply
 */
record MetricName(MetricFamily family, List<String> values) {
    /** What every label of a family's overflow series says; no id can begin so. */
    static final String OVERFLOW = "_overflow";

    MetricName {
        values = List.copyOf(values);
        if (values.size() != family.labels().size()) {
            throw new IllegalArgumentException(family.metric() + " has the labels " + family.labels());
        }
    }

    static MetricName of(MetricFamily family, String... values) {
        return new MetricName(family, List.of(values));
    }

    /** The series that takes the figures of label sets for which there is no room. */
    static MetricName overflow(MetricFamily family) {
        return new MetricName(
                family, family.labels().stream().map(label -> OVERFLOW).toList());
    }

    /** The value of that label; empty when the family has no such label. */
    String value(String label) {
        int index = family.labels().indexOf(label);
        return index < 0 ? "" : values.get(index);
    }

    /** Such as {@code tollgate_queue_depth{pool="shop"}}: unique, and readable in any reporter of the registry. */
    String key() {
        if (values.isEmpty()) {
            return family.metric();
        }
        StringBuilder key = new StringBuilder(family.metric()).append('{');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                key.append(',');
            }
            key.append(family.labels().get(i)).append("=\"");
            escape(key, values.get(i));
            key.append('"');
        }
        return key.append('}').toString();
    }

    private static void escape(StringBuilder key, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> key.append("\\\\");
                case '"' -> key.append("\\\"");
                case '\n' -> key.append("\\n");
                default -> key.append(c);
            }
        }
    }
}
