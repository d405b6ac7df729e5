package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page of tiers says of shares is what a pool does. */
class TiersPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d) \\| (\\d+) % \\| (\\d+) % \\|$");

    @Test
    void theTableOfSharesIsRight() throws IOException {
        Matcher rows = ROW.matcher(Files.readString(Path.of("docs/tiers-and-zones.md")));
        List<Integer> shown = new ArrayList<>();
        while (rows.find()) {
            int well = Integer.parseInt(rows.group(1));
            shown.add(well);
            TestPool pool = TestPool.of(
                    TestPool.backend("a"),
                    TestPool.backend("b"),
                    TestPool.backend("c"),
                    TestPool.backend("d"),
                    TestPool.backend("e", 100, 1, 0));
            pool.down(List.of("a", "b", "c", "d").subList(well, 4).toArray(String[]::new));
            List<ServingGroup> serving = pool.pool().serving();
            assertEquals(rows.group(2), percent(serving.get(0)));
            assertEquals(rows.group(3), percent(serving.get(1)));
        }
        assertEquals(List.of(4, 3, 2, 1, 0), shown);
    }

    private static String percent(ServingGroup group) {
        return String.valueOf(Math.round(100 * group.share()));
    }
}
