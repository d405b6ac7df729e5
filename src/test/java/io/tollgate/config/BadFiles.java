package io.tollgate.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The corpus of bad files: a text file per family, in which {@code ### title} begins a case, lines with {@code #> } say
 * what must be printed (line:column path: message, up to the fix), and the rest is the file; {@code «1B»} stands for a
 * byte.
 */
final class BadFiles {
    private static final Path FOLDER = Path.of("src/test/resources/io/tollgate/config/bad");

    private BadFiles() {}

    /** One bad file. */
    record Case(String family, String title, List<String> expected, String text) {
        byte[] content() {
            return bytes(text);
        }

        @Override
        public String toString() {
            return family + ": " + title;
        }
    }

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.sorted().forEach(file -> read(file, cases));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static void read(Path file, List<Case> cases) {
        String family = file.getFileName().toString().replace(".txt", "");
        String title = "";
        List<String> expected = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("### ")) {
                    add(cases, family, title, expected, content);
                    title = line.substring(4);
                    expected = new ArrayList<>();
                    content.setLength(0);
                } else if (line.startsWith("#> ")) {
                    expected.add(line.substring(3));
                } else {
                    content.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        add(cases, family, title, expected, content);
    }

    private static void add(
            List<Case> cases, String family, String title, List<String> expected, StringBuilder content) {
        if (!title.isEmpty()) {
            cases.add(new Case(family, title, expected, content.toString()));
        }
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int escape = text.indexOf('«', at);
            int end = escape < 0 ? text.length() : escape;
            out.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
            if (escape >= 0) {
                out.write(Integer.parseInt(text, escape + 1, escape + 3, 16));
                at = escape + 4;
            }
        }
        return out.toByteArray();
    }
}
