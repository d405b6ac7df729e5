package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EscapesTest {

    @Test
    void textWithoutEscapesIsNotCopied() {
        String text = "a+b é";
        assertSame(text, Escapes.decode(text));
    }

    @Test
    void aPathIsEncodedWhereItMustBe() {
        assertEquals("/a-b_c.d~e/(x;y=1,2)@:!$&'*+", Escapes.encodePath("/a-b_c.d~e/(x;y=1,2)@:!$&'*+"));
        assertEquals(
                "/a%20b%25%3F%23%5C%7C%22%C3%A9%F0%9F%98%80", Escapes.encodePath("/a b%?#\\|\"\u00e9\uD83D\uDE00"));
    }

    @Test
    void badEscapesStay() {
        assertEquals("% %4 %zz A%", Escapes.decode("% %4 %zz %41%"));
    }

    @Test
    void anEscapedPercentIsDecodedOnce() {
        assertEquals("%41", Escapes.decode("%2541"));
    }

    /** 2,000 random texts of any characters; the JDK reads what it wrote in the same way. */
    @Test
    void readsWhatTheJdkEscapes() {
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 2_000; run++) {
            String text = random.ints(random.nextInt(1, 20), 1, 0x110000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String escaped = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            assertEquals(text, Escapes.decode(escaped));
            assertEquals(URLDecoder.decode(escaped, StandardCharsets.UTF_8), Escapes.decode(escaped));
        }
    }
}
