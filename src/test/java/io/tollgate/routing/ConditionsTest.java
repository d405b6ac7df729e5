package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.PathMatch;
import io.tollgate.testing.FakeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com, true",
        "shop.example.com, SHOP.example.com:8080, true",
        "shop.example.com, shop.example.com., true",
        "shop.example.com., shop.example.com, true",
        "shop.example.com, ashop.example.com, false",
        "shop.example.com, a.shop.example.com, false",
        "shop.example.com, '', false",
        "*.example.com, shop.example.com, true",
        "*.example.com, A.B.Example.com:80, true",
        "*.example.com, a.example.com., true",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, badexample.com, false",
        "*.example.com, a.example.com.evil.test, false",
        "[::1], [::1]:8080, true",
        "[2001:db8::a], [2001:DB8::A], true",
        "[::1], [::2], false",
        "127.0.0.1, 127.0.0.1:9, true"
    })
    void host(String pattern, String authority, boolean holds) {
        Condition condition = new HostCondition(List.of(pattern));
        assertEquals(holds, condition.holds(FakeRequest.get("/").host(authority).exchange()));
    }

    @Test
    void anyOfTheHostsWillDo() {
        Condition condition = new HostCondition(List.of("a.test", "*.b.test"));
        assertTrue(condition.holds(FakeRequest.get("/").host("a.test").exchange()));
        assertTrue(condition.holds(FakeRequest.get("/").host("x.b.test").exchange()));
        assertFalse(condition.holds(FakeRequest.get("/").host("b.test").exchange()));
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, true",
        "/, /anything/at/all, true",
        "/, *, false",
        "/api, /api, true",
        "/api, /api/, true",
        "/api, /api/x, true",
        "/api, /apix, false",
        "/api, /API, false",
        "/api, /x/api, false",
        "/api, //api, true",
        "/api, /x/../api/y, true",
        "/api, /api/../x, false",
        "/api, /%61pi/x, true",
        "/api, /api%2Fx, true",
        "/api, /x%2F..%2Fapi, true",
        "/api/, /api/x, true",
        "/api/, /api/, true",
        "/api/, /api, false",
        "/a b, /a%20b/c, true"
    })
    void pathPrefix(String prefix, String raw, boolean holds) {
        Condition condition = new PathCondition(new PathMatch("", prefix));
        assertEquals(holds, condition.holds(FakeRequest.get(raw).exchange()));
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /api, true",
        "/api, /api?x=1, true",
        "/api, /api/, false",
        "/api, /api/x, false",
        "/api, /x/../api, true",
        "/, /, true",
        "/, /a/.., true",
        "/é, /%C3%A9, true"
    })
    void pathExact(String exact, String raw, boolean holds) {
        Condition condition = new PathCondition(new PathMatch(exact, ""));
        assertEquals(holds, condition.holds(FakeRequest.get(raw).exchange()));
    }

    @Test
    void methodIsAnyOfThemByItsExactName() {
        Condition condition = new MethodCondition(List.of("GET", "PURGE"));
        assertTrue(condition.holds(FakeRequest.get("/").exchange()));
        assertTrue(condition.holds(FakeRequest.of("PURGE", "/").exchange()));
        assertFalse(condition.holds(FakeRequest.of("get", "/").exchange()));
        assertFalse(condition.holds(FakeRequest.of("HEAD", "/").exchange()));
    }

    @Test
    void headerIsAnyLineWithThatValue() {
        FakeRequest request =
                FakeRequest.get("/").header("X-Beta", "0").header("x-beta", "1").header("X-Empty", "");
        assertTrue(new HeaderCondition("x-BETA", "1").holds(request.exchange()));
        assertFalse(new HeaderCondition("X-Beta", "2").holds(request.exchange()));
        assertFalse(new HeaderCondition("X-Beta", "0, 1").holds(request.exchange()));
        assertTrue(new HeaderCondition("X-Beta", "*").holds(request.exchange()));
        assertTrue(new HeaderCondition("X-Empty", "*").holds(request.exchange()));
        assertTrue(new HeaderCondition("X-Empty", "").holds(request.exchange()));
        assertFalse(new HeaderCondition("X-None", "*").holds(request.exchange()));
        assertFalse(new HeaderCondition("X-None", "").holds(request.exchange()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "beta, 1, beta=1, true",
                "beta, 1, a=b; beta=1; c=d, true",
                "beta, 1, a=b;beta=1;c=d, true",
                "beta, 1, | beta = 1 ;|, true",
                "beta, 1, beta=\"1\", true",
                "beta, \"1\", beta=1, false",
                "beta, 1, beta=\", false",
                "beta, \", beta=\", true",
                "beta, ||, beta=\"\", true",
                "beta, ||, beta=, true",
                "beta, ||, beta, false",
                "beta, *, beta, false",
                "beta, *, beta=, true",
                "beta, *, alphabeta=1, false",
                "beta, *, beta2=1, false",
                "beta, 1, Beta=1, false",
                "beta, 1, beta=2; beta=1, true",
                "beta, 1, beta=11, false",
                "beta, a=b, beta=a=b, true",
                "beta, 1, x=beta=1, false",
                "beta, 1, x; beta=1, true",
                "beta, 1, ;;; beta=1, true",
                "beta, 1, ||, false",
            })
    void cookie(String name, String value, String line, boolean holds) {
        Condition condition = new CookieCondition(name, value);
        assertEquals(holds, condition.holds(FakeRequest.get("/").cookie(line).exchange()));
    }

    @Test
    void cookieLinesAreReadAll() {
        FakeRequest request = FakeRequest.get("/").cookie("a=1").cookie("b=2");
        assertTrue(new CookieCondition("a", "1").holds(request.exchange()));
        assertTrue(new CookieCondition("b", "2").holds(request.exchange()));
        assertFalse(new CookieCondition("c", "*").holds(request.exchange()));
        assertFalse(new CookieCondition("a", "*").holds(FakeRequest.get("/").exchange()));
    }

    @ParameterizedTest
    @CsvSource({
        "q, x, /?q=x, true",
        "q, x, /?a=b&q=x&c, true",
        "q, x, /?q=y&q=x, true",
        "q, x, /?q=xx, false",
        "q, x, /?qq=x, false",
        "q, x, /?Q=x, false",
        "q, a b, /?q=a+b, true",
        "q, a b, /?q=a%20b, true",
        "q, a+b, /?q=a%2Bb, true",
        "q, a+b, /?q=a+b, false",
        "q, é, /?q=%C3%A9, true",
        "a b, x, /?a+b=x, true",
        "q, x&y, /?q=x%26y, true",
        "q, a=b, /?q=a=b, true",
        "q, a=b, /?q=a%3Db, true",
        "q, %zz, /?q=%zz, true",
        "q, *, /?q, true",
        "q, *, /?q=, true",
        "q, '', /?q, true",
        "q, '', /?q=, true",
        "q, '', /?q&x=1, true",
        "q, x, /?q&x=x, false",
        "q, *, /?, false",
        "q, *, /, false",
        "q, *, /?&&q=1, true",
        "q, x, /?q=x;y=1, false",
        "q, '', /?=, false"
    })
    void query(String name, String value, String target, boolean holds) {
        Condition condition = new QueryCondition(name, value);
        assertEquals(holds, condition.holds(FakeRequest.get(target).exchange()));
    }

    @Test
    void eachSaysWhatItAsks() {
        assertEquals("host is a.test or *.b.test", new HostCondition(List.of("a.test", "*.b.test")).toString());
        assertEquals("path under /api", new PathCondition(new PathMatch("", "/api")).toString());
        assertEquals("path is /api", new PathCondition(new PathMatch("/api", "")).toString());
        assertEquals("method is GET or HEAD", new MethodCondition(List.of("GET", "HEAD")).toString());
        assertEquals("header X-Beta is \"1\"", new HeaderCondition("X-Beta", "1").toString());
        assertEquals("header X-Beta is present", new HeaderCondition("X-Beta", "*").toString());
        assertEquals("cookie beta is \"1\"", new CookieCondition("beta", "1").toString());
        assertEquals("query q is present", new QueryCondition("q", "*").toString());
    }
}
