package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathParameterTest {
    @ParameterizedTest
    @CsvSource({
        "/, ",
        "/shop;jsessionid=1A, 1A",
        "/shop;JSESSIONID=1A, 1A",
        "/shop;jsessionid=1A.n1;v=2, 1A.n1",
        "/shop;v=2;jsessionid=1A/cart, 1A",
        "/shop;jsessionid=/cart;jsessionid=2B, 2B",
        "/shop;jsessionid=, ",
        "/shop;jsessionid, ",
        "/shop;, ",
        "/;;jsessionid=1A, 1A",
        "/shop;xjsessionid=1A, ",
        "/shop;jsessionidx=1A, ",
        "/jsessionid=1A, ",
        "*, "
    })
    void isFoundInAnySegment(String path, @Nullable String value) {
        assertEquals(value, PathParameter.find(path, "JSESSIONID"));
    }
}
