package io.tollgate.conformance;

import io.tollgate.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What passed on the sockets of a case, in its order. */
final class Transcript {
    private static final int SHOWN = 4_000;

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Integer> shown = new HashMap<>();

    /** Writes down what passes one end, under that name. */
    RawSocket.Tap of(String end) {
        return new RawSocket.Tap() {
            @Override
            public void received(byte[] bytes) {
                add(end + " < ", bytes);
            }

            @Override
            public void sent(byte[] bytes) {
                add(end + " > ", bytes);
            }
        };
    }

    synchronized void note(String line) {
        lines.add(line);
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }

    private synchronized void add(String prefix, byte[] bytes) {
        int room = SHOWN - shown.getOrDefault(prefix, 0);
        int length = Math.min(bytes.length, room);
        shown.merge(prefix, length, Integer::sum);
        StringBuilder line = new StringBuilder(prefix);
        new String(bytes, 0, length, StandardCharsets.ISO_8859_1).chars().forEach(c -> line.append(shown(c)));
        if (length < bytes.length) {
            line.append("... ").append(bytes.length).append(" bytes");
        }
        lines.add(line.toString().stripTrailing().replace("\n", "\n" + " ".repeat(prefix.length())));
    }

    private static String shown(int c) {
        return switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n\n";
            case '\t' -> "\\t";
            default -> c < ' ' || c > '~' ? "\\x%02x".formatted(c) : String.valueOf((char) c);
        };
    }
}
