package io.tollgate.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.Origin;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.CookieRewrite;
import io.tollgate.model.HeaderEdits;
import io.tollgate.model.PathRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.Restore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client has asked https://shop.example.com/shop/…, and the backend http://10.0.0.5:9001/… for shop.internal. */
class AnswerRewritingTest {
    private static final Origin CLIENT = client("https", "shop.example.com");
    private static final PrefixSwap SWAP = new PrefixSwap(new PathRewrite("/shop", "/"));
    private static final ResponseRewrite AUTO = ResponseRewrite.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        // The backend's own address.
        "http://10.0.0.5:9001/cart, https://shop.example.com/shop/cart",
        "http://10.0.0.5:9001, https://shop.example.com/shop",
        "http://10.0.0.5:9001/, https://shop.example.com/shop/",
        "http://10.0.0.5:9001?a=/b, https://shop.example.com/shop?a=/b",
        "http://10.0.0.5:9001/a|b?c={d}#e, https://shop.example.com/shop/a|b?c={d}#e",
        "HTTP://10.0.0.5:9001/cart, https://shop.example.com/shop/cart",
        "//10.0.0.5:9001/cart, //shop.example.com/shop/cart",
        // The name that it was given.
        "http://shop.internal/cart, https://shop.example.com/shop/cart",
        "http://Shop.Internal:80/cart, https://shop.example.com/shop/cart",
        "https://shop.internal/cart, https://shop.example.com/shop/cart",
        // The client's own name stays, and its scheme; the path gets its prefix back.
        "https://shop.example.com/cart, https://shop.example.com/shop/cart",
        "https://shop.example.com:443/cart, https://shop.example.com:443/shop/cart",
        "//SHOP.example.com:80/cart, //SHOP.example.com:80/shop/cart",
        // Paths.
        "/cart, /shop/cart",
        "/cart?next=/x, /shop/cart?next=/x",
        "/?next=http://10.0.0.5:9001/x, /shop/?next=http://10.0.0.5:9001/x",
        // What a backend wrote that heeds X-Forwarded-Prefix and X-Forwarded-Host.
        "/shop/cart, /shop/cart",
        "https://shop.example.com/shop/cart, https://shop.example.com/shop/cart",
    })
    void whatIsTheBackendsBecomesTheClients(String said, String told) {
        assertEquals(told, of(AUTO, SWAP, "shop.internal").location(said));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example.com/cart",
                "http://10.0.0.5:9002/cart",
                "http://10.0.0.5/cart",
                "http://10.0.0.50:9001/cart",
                "https://10.0.0.5:9001/cart",
                "http://shop.example.com:443/cart",
                "http://user@10.0.0.5:9001/cart",
                "http://shop.internal.evil.example/cart",
                "ftp://10.0.0.5:9001/x",
                "//elsewhere.example.com/x",
                "mailto:shop@example.com",
                "cart",
                "../cart",
                "cart//x",
                "cart?next=http://shop.example.com/x",
                "x:y//shop.example.com/x",
                "1http://10.0.0.5:9001/cart",
                "?page=2",
                "#top",
                ":",
                "://",
                "http://",
                "",
            })
    void whatIsNotStaysAsItIs(String said) {
        assertSame(said, of(AUTO, SWAP, "shop.internal").location(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "5; url=/cart > 5; url=/shop/cart",
                "5;URL = \"/cart\" > 5;URL = \"/shop/cart\"",
                "0.5, url='http://10.0.0.5:9001/a;b'; x > 0.5, url='https://shop.example.com/shop/a;b'; x",
                "5 /cart > 5 /shop/cart",
                "5; '/cart > 5; '/shop/cart",
                "5; url/cart > 5; url/cart",
                "5; url=https://elsewhere.example.com/cart > 5; url=https://elsewhere.example.com/cart",
                "5; url= > 5; url=",
                "5; url > 5; url",
                "5; > 5;",
                "5 > 5",
                "/cart > /cart",
                "5/cart > 5/cart",
                "`` > ``",
            })
    void anAddressToComeBackToIsTurnedBack(String said, String told) {
        assertEquals(told, of(AUTO, SWAP, "").refresh(said));
    }

    @Test
    void withoutAPrefixOnlyAddressesChange() {
        AnswerRewriting plain = of(AUTO, null, "");
        assertEquals("https://shop.example.com/cart", plain.location("http://10.0.0.5:9001/cart"));
        assertEquals("https://shop.example.com", plain.location("http://10.0.0.5:9001"));
        assertEquals("/cart", plain.location("/cart"));
        assertEquals("http://shop.internal/cart", plain.location("http://shop.internal/cart"));
        assertEquals("http://shop.example.com/cart", plain.location("http://shop.example.com/cart"));
    }

    @Test
    void aClientThatNamesNoHostIsToldAPath() {
        AnswerRewriting nameless = new AnswerRewriting(
                AUTO,
                FieldEdits.NONE,
                new AnswerRewriting.Asked(BackendUrl.parse("http://10.0.0.5:9001"), "", SWAP),
                client("http", ""));
        assertEquals("/shop/cart", nameless.location("http://10.0.0.5:9001/cart"));
        assertEquals("/shop/?a=b", nameless.location("http://10.0.0.5:9001?a=b"));
        assertEquals("http:///x", nameless.location("http:///x"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.5:9001, https://shop.internal/x, https://shop.example.com/shop/x",
        "http://10.0.0.5:9001, http://shop.internal/x, http://shop.example.com:8080/shop/x",
        "https://10.0.0.5:9001, https://shop.internal/x, http://shop.example.com:8080/shop/x",
        "https://10.0.0.5:9001, http://shop.internal/x, http://shop.example.com:8080/shop/x",
        "http://10.0.0.5:9001, ftp://shop.internal/x, ftp://shop.internal/x",
        "http://10.0.0.5:9001, https://shop.internal:8080/x, https://shop.internal:8080/x"
    })
    void aBackendMaySendOnToTls(String backend, String said, String told) {
        AnswerRewriting plain = new AnswerRewriting(
                AUTO,
                FieldEdits.NONE,
                new AnswerRewriting.Asked(BackendUrl.parse(backend), "shop.internal", SWAP),
                client("http", "shop.example.com:8080"));
        assertEquals(told, plain.location(said));
    }

    @Test
    void aPrefixThatAProxyBeforeTookOffStays() {
        AnswerRewriting behind = new AnswerRewriting(
                AUTO,
                FieldEdits.NONE,
                new AnswerRewriting.Asked(BackendUrl.parse("http://10.0.0.5:9001"), "", SWAP),
                new Origin("192.0.2.7", "https", "shop.example.com", 443, List.of(), "/eu"));
        assertEquals("/eu/shop/cart", behind.location("/eu/shop/cart"));
        assertEquals("/shop/cart", behind.location("/cart"));
        assertEquals("a=1; Path=/eu/shop", behind.cookie("a=1; Path=/eu/shop"));
    }

    @Test
    void defaultPortsAreTheSameAsNone() {
        AnswerRewriting usual = new AnswerRewriting(
                AUTO,
                FieldEdits.NONE,
                new AnswerRewriting.Asked(BackendUrl.parse("http://[::1]"), "", null),
                client("http", "shop.example.com:8080"));
        assertEquals("http://shop.example.com:8080/x", usual.location("http://[::1]/x"));
        assertEquals("http://shop.example.com:8080/x", usual.location("http://[::1]:80/x"));
        assertEquals("http://[::1]:81/x", usual.location("http://[::1]:81/x"));
    }

    @Test
    void locationsStayWhereNobodyWantsThemChanged() {
        ResponseRewrite never =
                new ResponseRewrite(Restore.NEVER, CookieRewrite.DEFAULT, HeaderEdits.NONE, List.of(), false);
        assertEquals("http://10.0.0.5:9001/cart", of(never, SWAP, "").location("http://10.0.0.5:9001/cart"));
        assertEquals("/cart", of(never, SWAP, "").location("/cart"));
        assertEquals("5; url=/cart", of(never, SWAP, "").refresh("5; url=/cart"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "a=1; Path=/ > a=1; Path=/shop",
                "a=1; Path=/cart; Secure > a=1; Path=/shop/cart; Secure",
                "a=1; path = /cart/ ;HttpOnly > a=1; path =/shop/cart/;HttpOnly",
                "a=1;PATH=/ > a=1;PATH=/shop",
                "a=1; Path=/shop/cart > a=1; Path=/shop/cart",
                "a=1; Path=/x; Path=/y > a=1; Path=/shop/x; Path=/shop/y",
                "a=1; Path= > a=1; Path=",
                "a=1; Path > a=1; Path",
                "a=1; Path=cart > a=1; Path=cart",
                "a=1; Path=\"/cart\" > a=1; Path=\"/cart\"",
                "a=1 > a=1",
                "a=/path; Secure > a=/path; Secure",
                "Path=/ > Path=/",
                "a=\"x; Path=/\"; Path=/ > a=\"x; Path=/\"; Path=/shop",
                "a= \"x; Path=/\"; Path=/ > a= \"x; Path=/\"; Path=/shop",
                "a=\"x; Path=/y > a=\"x; Path=/shop/y",
                "a; Path=/ > a; Path=/shop",
                "a=b=c; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Path=/ > a=b=c; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Path=/shop",
                "a=1; Path=/; > a=1; Path=/shop;",
                "a=1;; Path=/ > a=1;; Path=/shop",
            })
    void aCookiesPathGetsItsPrefixBack(String said, String told) {
        assertEquals(told, of(AUTO, SWAP, "").cookie(said));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "a=1; Domain=shop.internal; Path=/ > a=1; Domain=shop.example.com; Path=/",
                "a=1; Domain=.Shop.Internal > a=1; Domain=shop.example.com",
                "a=1; domain=old.internal; Secure > a=1; Secure",
                "a=1; Domain=old.internal > a=1",
                "a=1; Domain=a.shop.internal > a=1; Domain=a.shop.internal",
                "a=shop.internal > a=shop.internal",
                "a=1; Domain= > a=1; Domain=",
            })
    void aCookiesDomainIsAnother(String said, String told) {
        CookieRewrite domains =
                new CookieRewrite(Map.of("shop.internal", "shop.example.com", "old.internal", ""), Restore.AUTO);
        assertEquals(told, cookies(domains, null).cookie(said));
    }

    @Test
    void anyDomainMayBeTakenOut() {
        CookieRewrite none = new CookieRewrite(Map.of("*", "", "keep.example.com", "keep.example.com"), Restore.AUTO);
        assertEquals("a=1; Path=/", cookies(none, null).cookie("a=1; Domain=x.internal; Path=/"));
        assertEquals("a=1; Domain=keep.example.com", cookies(none, null).cookie("a=1; Domain=keep.example.com"));
    }

    @Test
    void cookiesStayWhereNobodyWantsThemChanged() {
        CookieRewrite never = new CookieRewrite(Map.of(), Restore.NEVER);
        String line = "a=1; Domain=shop.internal; Path=/";
        assertSame(line, cookies(never, SWAP).cookie(line));
        assertSame(line, cookies(CookieRewrite.DEFAULT, null).cookie(line));
    }

    private static AnswerRewriting cookies(CookieRewrite cookies, @Nullable PrefixSwap swap) {
        return of(new ResponseRewrite(Restore.AUTO, cookies, HeaderEdits.NONE, List.of(), false), swap, "");
    }

    private static AnswerRewriting of(ResponseRewrite spec, @Nullable PrefixSwap swap, String host) {
        return new AnswerRewriting(
                spec,
                FieldEdits.NONE,
                new AnswerRewriting.Asked(BackendUrl.parse("http://10.0.0.5:9001"), host, swap),
                CLIENT);
    }

    private static Origin client(String scheme, String authority) {
        return new Origin("192.0.2.7", scheme, authority, 80, List.of(), "");
    }
}
