package io.tollgate.testing.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/containers.md gives the very settings that its tables are tried with, and calls no other tried. */
class ContainerSettingsTest {
    private static final Map<ServletContainer, String> SECTIONS = Map.of(
            ServletContainer.TOMCAT_10_1, "## Tomcat 10.1 and 11",
            ServletContainer.TOMCAT_11, "## Tomcat 10.1 and 11",
            ServletContainer.JETTY_12, "## Jetty 12.1",
            ServletContainer.WILDFLY, "## WildFly",
            ServletContainer.LIBERTY, "## Open Liberty",
            ServletContainer.PAYARA, "## Payara");

    /** A module of Jetty's, or a name and its value, as an attribute in XML or a line of properties has them. */
    private static final Pattern SETTING = Pattern.compile("(--module=\\S+)|([\\w.-]+)=(?:\"([^\"]*)\"|(\\S*))");

    /** Ties elements of Liberty's file together. */
    private static final Set<String> TIES = Set.of("id", "httpOptionsRef");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LITERALS = Pattern.compile("[^\\s,]+(, [^\\s,]+)*");

    /**
     * A line of a table of settings.
     *
     * @param values one for all names, or one for each; none where the page describes them
     */
    private record Row(List<String> names, List<String> values, boolean left, boolean tried) {
        static Row of(List<String> cells) {
            List<String> names = CODE.matcher(cells.get(0))
                    .results()
                    .map(code -> name(code.group(1)))
                    .toList();
            String set = cells.get(2).replace("`", "");
            List<String> values = !LITERALS.matcher(set).matches()
                    ? List.of()
                    : Arrays.stream(set.split(", ", -1))
                            // An empty list, in WildFly's commands.
                            .map(value -> value.equals("[]") ? "" : value)
                            .toList();
            return new Row(
                    names,
                    values,
                    set.equals("leave it"),
                    cells.get(cells.size() - 1).equals("tried"));
        }

        private static String name(String code) {
            Matcher setting = SETTING.matcher(code);
            return setting.find() ? key(setting) : code.substring(code.lastIndexOf(' ') + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSetIsOnThePageAndWhatIsTriedThereIsSet(ServletContainer container) throws IOException {
        Map<String, String> set = settings(container);
        List<Row> rows = rows(container);
        assertFalse(set.isEmpty() || rows.isEmpty(), "nothing found to compare");

        Set<String> missingOnPage = new TreeSet<>(set.keySet());
        Set<String> neverSet = new TreeSet<>();
        Map<String, String> values = new TreeMap<>();
        for (Row row : rows) {
            if (row.left()) {
                continue;
            }
            for (int i = 0; i < row.names().size(); i++) {
                String name = row.names().get(i);
                missingOnPage.remove(name);
                if (row.tried() && !set.containsKey(name)) {
                    neverSet.add(name);
                }
                if (!row.values().isEmpty() && set.containsKey(name)) {
                    values.put(name, row.values().get(Math.min(i, row.values().size() - 1)));
                }
            }
        }
        assertEquals(Set.of(), missingOnPage, "set in the tests, not on the page");
        assertEquals(Set.of(), neverSet, "tried by the page's word, not set in the tests");
        assertEquals(values, only(values.keySet(), set), "the page's values, and those of the tests");
    }

    private static Map<String, String> settings(ServletContainer container) {
        Map<String, String> settings = new TreeMap<>();
        Matcher setting = SETTING.matcher(container.settings());
        while (setting.find()) {
            String value = setting.group(3) == null ? setting.group(4) : setting.group(3);
            settings.put(key(setting), value == null ? "" : value);
        }
        settings.keySet().removeAll(TIES);
        return settings;
    }

    private static String key(Matcher setting) {
        return setting.group(1) == null ? setting.group(2) : setting.group(1);
    }

    private static Map<String, String> only(Set<String> names, Map<String, String> settings) {
        return names.stream().collect(Collectors.toMap(name -> name, settings::get, (a, b) -> a, TreeMap::new));
    }

    private static List<Row> rows(ServletContainer container) throws IOException {
        List<Row> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("docs/containers.md"))) {
            if (line.startsWith("## ")) {
                inside = line.equals(SECTIONS.get(container));
            } else if (inside && (line.endsWith("| tried |") || line.endsWith("| vendor's docs |"))) {
                rows.add(Row.of(cells(line)));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("(?<!\\\\)\\|", -1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList()
                .subList(1, 6);
    }
}
