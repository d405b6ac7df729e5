package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.FakeTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetCookieLineTest {
    private final FakeTime time = new FakeTime();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "JSESSIONID=abc | abc",
                "JSESSIONID=abc.n1; Path=/; HttpOnly | abc.n1",
                "JSESSIONID=\"abc\"; Path=/ | abc",
                "  JSESSIONID=abc  ;Secure | abc",
                "jsessionid=abc |",
                "JSESSIONIDX=abc |",
                "X=JSESSIONID=abc |",
                "X=1; JSESSIONID=abc |",
                "JSESSIONID |",
                "JSESSIONID=abc; Max-Age=60 | abc",
                "JSESSIONID=abc; Max-Age=0 | -",
                "JSESSIONID=abc; max-age=-1 | -",
                "JSESSIONID=; Path=/ | -",
                "JSESSIONID=\"\" | -",
                "JSESSIONID=abc; Expires=Thu, 01 Jan 1970 00:00:10 GMT | -",
                "JSESSIONID=abc; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Path=/ | -",
                "JSESSIONID=abc; Expires=Fri, 01 Jan 2100 00:00:00 GMT | abc",
                "JSESSIONID=abc; Expires=soon | abc",
                "JSESSIONID=abc; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:10 GMT | abc",
                "JSESSIONID=abc; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Max-Age=60 | abc",
            })
    void saysWhatBecomesOfTheCookie(String line, @Nullable String value) {
        String expected = value == null ? null : value.equals("-") ? "" : value;
        assertEquals(expected, SetCookieLine.value(line, "JSESSIONID", time));
    }
}
