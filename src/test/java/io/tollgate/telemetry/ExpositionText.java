package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exposition as read by a small parser of the format's description, written apart from the library that writes it;
 * fails on what the description does not allow.
 */
final class ExpositionText {
    final Map<String, String> help = new LinkedHashMap<>();
    final Map<String, String> type = new LinkedHashMap<>();

    /** Values by name and labels in the order of the text, such as {@code a_total{b=c}}, labels unescaped. */
    final Map<String, Double> samples = new LinkedHashMap<>();

    ExpositionText(String text) {
        assertTrue(text.endsWith("\n"), "the last line has an end");
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                note(help, line.substring(7));
            } else if (line.startsWith("# TYPE ")) {
                note(type, line.substring(7));
            } else if (!line.startsWith("# UNIT ") && !line.equals("# EOF") && !line.isEmpty()) {
                sample(line);
            }
        }
    }

    /** The value of that sample; NaN when it is not there. */
    double value(String sample) {
        return samples.getOrDefault(sample, Double.NaN);
    }

    private static void note(Map<String, String> notes, String rest) {
        String[] parts = rest.split(" ", 2);
        assertTrue(notes.put(parts[0], parts[1]) == null, "twice: " + rest);
    }

    private void sample(String line) {
        StringBuilder name = new StringBuilder();
        int at = 0;
        while (Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '_') {
            name.append(line.charAt(at++));
        }
        String family = name.toString().replaceAll("_(bucket|sum|count)$", "");
        assertTrue(type.containsKey(name.toString()) || type.containsKey(family), "no type before the sample: " + line);
        if (line.charAt(at) == '{') {
            at = labels(line, at, name);
        }
        assertTrue(line.charAt(at) == ' ', line);
        String value = line.substring(at + 1);
        double number = value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
        assertTrue(samples.put(name.toString(), number) == null, "twice: " + line);
    }

    private static int labels(String line, int from, StringBuilder name) {
        int at = from;
        name.append('{');
        while (line.charAt(at) != '}') {
            at++;
            while (line.charAt(at) != '=') {
                name.append(line.charAt(at++));
            }
            assertTrue(line.charAt(++at) == '"', line);
            name.append('=');
            while (line.charAt(++at) != '"') {
                name.append(line.charAt(at) == '\\' ? unescaped(line.charAt(++at)) : line.charAt(at));
            }
            if (line.charAt(++at) == ',') {
                name.append(',');
            }
        }
        name.append('}');
        return at + 1;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case '\\', '"' -> c;
            default -> fail("no such escape: " + c);
        };
    }
}
