package io.tollgate.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What each form or container does: a table of the documentation, tried anew. For one thread. */
public final class Matrix {
    private final Path document;
    private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();

    /** The tables of that document. */
    public Matrix(Path document) {
        this.document = document;
    }

    /**
     * Notes what was seen, and fails where the documentation says something else.
     *
     * @param cells the title of each row and its word, in order
     */
    public void check(String column, Map<String, String> cells) throws IOException {
        columns.put(column, new LinkedHashMap<>(cells));
        Map<String, String> documented = documented(column);
        assertEquals(lines(cells.keySet(), documented), lines(cells.keySet(), cells));
    }

    /** The word of a cell. */
    public String documented(String column, String title) throws IOException {
        return String.valueOf(documented(column).get(title));
    }

    /** What was seen, as a table in Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line("", columns.keySet()));
        text.append("|---".repeat(columns.size() + 1)).append("|\n");
        columns.values().stream()
                .findFirst()
                .orElse(Map.of())
                .keySet()
                .forEach(title -> text.append(line(
                        title,
                        columns.values().stream().map(cells -> cells.get(title)).toList())));
        return text.toString();
    }

    private Map<String, String> documented(String column) throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        int index = -1;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("|-")) {
                continue;
            }
            List<String> row = cells(line);
            if (row.isEmpty()) {
                index = -1;
            } else if (row.get(0).isEmpty()) {
                index = row.indexOf(column);
            } else if (index >= 0) {
                cells.put(row.get(0), row.get(index));
            }
        }
        return cells;
    }

    private static String lines(Set<String> titles, Map<String, String> cells) {
        return titles.stream().map(title -> title + ": " + cells.get(title)).collect(Collectors.joining("\n"));
    }

    private static List<String> cells(String line) {
        return !line.startsWith("|")
                ? List.of()
                : Arrays.stream(line.split("(?<!\\\\)\\|", -1))
                        .skip(1)
                        .map(cell -> cell.strip().replace("\\|", "|"))
                        .toList();
    }

    private static String line(String title, Iterable<String> cells) {
        StringBuilder text = new StringBuilder("| ").append(title.replace("|", "\\|"));
        cells.forEach(cell -> text.append(" | ").append(cell));
        return text.append(" |\n").toString().replace("|  |", "| |");
    }
}
