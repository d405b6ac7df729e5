package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieScanTest {

    @Test
    void findsEveryCookieOfTheName() {
        assertEquals(List.of("1"), values("T=1"));
        assertEquals(List.of("1", "2"), values("T=1; T=2"));
        assertEquals(List.of("1", "2"), values("a=b;T=1;c=d;\t T=2 ;"));
        assertEquals(List.of("q"), values("T=\"q\""));
        assertEquals(List.of("a=b"), values("T=a=b"));
        assertEquals(List.of(""), values("T="));
        assertEquals(List.of("\""), values("T=\""));
        assertEquals(List.of(""), values("T=\"\""));
    }

    @Test
    void takesNoOtherNameForIt() {
        assertEquals(List.of(), values(""));
        assertEquals(List.of(), values(";;; ;"));
        assertEquals(List.of(), values("t=1; TT=2; XT=3; T; T =5; =T=6"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1; T=x|a=1",
                "T=x; a=1|a=1",
                "a=1; T=x; b=2|a=1; b=2",
                "T=x; a=1; T=y; b=2; T=z|a=1; b=2",
                "a=1;T=x;b=2|a=1;b=2",
                "a=1;  T=x ;  b=2|a=1;  b=2",
                "T=x;a=\" 1 ; b=2\"|a=\" 1 ; b=2\"",
            })
    void stripsOursAndLeavesTheOthersByteForByte(String line, String left) {
        assertEquals(left, CookieScan.strip(line, "T"));
    }

    @Test
    void aLineWithoutOursStaysTheSame() {
        String line = " a=1;; b=\"2\" ;c ; TT=3; ";
        assertSame(line, CookieScan.strip(line, "T"));
    }

    @Test
    void nothingIsLeftOfALineOfOursAlone() {
        assertNull(CookieScan.strip("T=x", "T"));
        assertNull(CookieScan.strip(" T=x; T=y ;", "T"));
    }

    @Test
    void whateverElseIsInTheLineStaysInOrder() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            List<String> others = new ArrayList<>();
            StringBuilder line = new StringBuilder();
            int pairs = 1 + random.nextInt(8);
            for (int i = 0; i < pairs; i++) {
                boolean ours = random.nextInt(3) == 0;
                String pair = ours ? "T=" + letters(random) : "n" + letters(random) + "=" + letters(random);
                if (!ours) {
                    others.add(pair);
                }
                line.append(i == 0 ? "" : "; ").append(pair);
            }
            String left = CookieScan.strip(line.toString(), "T");
            assertEquals(others.isEmpty() ? null : String.join("; ", others), left, line.toString());
        }
    }

    private static String letters(Random random) {
        String alphabet = "abcT=\"!%-. ";
        StringBuilder text = new StringBuilder("v");
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.append('v').toString();
    }

    private static List<String> values(String line) {
        CookieScan scan = new CookieScan(line, "T");
        List<String> found = new ArrayList<>();
        for (String value = scan.next(); value != null; value = scan.next()) {
            found.add(value);
        }
        return found;
    }
}
