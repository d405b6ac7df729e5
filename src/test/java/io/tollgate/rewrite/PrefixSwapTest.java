package io.tollgate.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.Paths;
import io.tollgate.model.PathRewrite;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixSwapTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // By whole segments, and without a slash too many or too few.
                "/shop, /, /shop, /",
                "/shop, /, /shop/, /",
                "/shop, /, /shop/cart/7, /cart/7",
                "/shop, /, /shopping, -",
                "/shop, /, /, -",
                "/shop, /, /Shop, -",
                "/shop, /, *, -",
                "/shop, /store, /shop, /store",
                "/shop, /store, /shop/, /store/",
                "/shop, /store/, /shop/a, /store/a",
                "/shop/, /store, /shop/a, /store/a",
                "/a/b, /c, /a/b/d, /c/d",
                "/, /app, /, /app/",
                "/, /app, /x, /app/x",
                "/, /app, *, -",
                // The rest byte for byte.
                "/shop, /, /shop/a%2Fb, /a%2Fb",
                "/shop, /, /shop/%7Euser|{x}, /%7Euser|{x}",
                "/shop, /, /shop/%FF, /%FF",
                "/shop, /, /shop/a%zz, /a%zz",
                "/shop, /, /shop/a//b/, /a//b/",
                "/shop, /store, /shop//b, /store//b",
                "/shop, /, /shop/a/./b/../c, /a/./b/../c",
                "/shop, /, /shop/x;v=1, /x;v=1",
                // Its beginning in another spelling.
                "/shop, /, /%73hop/a%2Fb, /a%2Fb",
                "/caf\u00e9, /, /caf%C3%A9/x, /x",
                "/caf\u00e9, /, /caf%c3%a9/x, /x",
                "/a b, /, /a%20b/c, /c",
                // What is under it only when it is normalised goes on in that form.
                "/shop, /, //shop/a, /a",
                "/shop, /, /./shop/a, /a",
                "/shop, /, /x/../shop/a%20b, /a%20b",
                "/shop, /, /shop%2Fa, /a",
                "/shop, /, /shop/../shop/a, /a",
                "/shop, /in, /shop/a/../../shop/b, /in/b",
                "/a/b, /, /a/b/../b/c, /c",
                // What leaves it again is not under it.
                "/shop, /, /shop/../admin, -",
                "/shop, /, /shop/%2e%2e/admin, -",
                "/shop, /public, /shop/..%2Fadmin, -",
                // Nothing that might be taken for a host.
                "/shop, /, /shop//evil.example, /evil.example",
                "/shop, /, /shop///evil.example, /evil.example",
                "/shop, /, /shop/\\evil.example, /%5Cevil.example",
            })
    void onTheWayToTheBackend(String prefix, String with, String raw, @Nullable String forwarded) {
        assertEquals(forwarded, swap(prefix, with).forward(raw, Paths.normalise(raw)));
    }

    @ParameterizedTest
    @CsvSource({
        "/shop, /, /, /shop/",
        "/shop, /, /cart/7, /shop/cart/7",
        "/shop, /, /a%2Fb|c, /shop/a%2Fb|c",
        "/shop, /store, /store, /shop",
        "/shop, /store, /store/, /shop/",
        "/shop, /store, /store/a, /shop/a",
        "/caf\u00e9, /, /x, /caf%C3%A9/x",
        "/, /app, /app, /",
        "/, /app, /app/, /",
        "/, /app, /app/x, /x",
        // What is not the backend's stays.
        "/shop, /store, /, /",
        "/shop, /store, /other, /other",
        "/shop, /store, /stores, /stores",
        // A backend that heeds X-Forwarded-Prefix has done it already.
        "/shop, /, /shop, /shop",
        "/shop, /, /shop/cart, /shop/cart",
        "/shop, /store, /shop/cart, /shop/cart",
        "/shop/v1, /shop, /shop/v1/x, /shop/v1/x",
        "/shop/v1, /shop, /shop/x, /shop/v1/x",
        "/api, /api/v2, /api/v2/x, /api/x",
        "/api, /api/v2, /api/x, /api/x",
        // Dots lead nowhere else than they would at the backend.
        "/shop, /, /../x, /shop/x",
        "/shop, /, /%2E./x/./, /shop/x/",
        "/shop, /, /shop/../admin, /shop/admin",
        "/shop, /, /..\\admin, /shop/admin",
        "/shop, /, /a\\%2E.\\..\\b, /shop/b",
        "/shop, /, /a/.., /shop/",
        "/shop, /, /a/b/.., /shop/a/",
        "/shop, /store, /store/../x, /store/../x",
        "/shop, /store, /x/../store/a, /shop/a",
        "/shop, /, /..x/.y/%2F, /shop/..x/.y/%2F",
        // Nothing that might be taken for a host.
        "/, /app, /app/..//evil.example, /app/..//evil.example",
        "/, /app, /app//evil.example, /.//evil.example",
        "/, /app, /app/\\evil.example, /./\\evil.example",
    })
    void onTheWayToTheClient(String prefix, String with, String ofBackend, String forClient) {
        assertEquals(forClient, swap(prefix, with).back(ofBackend, ""));
    }

    @Test
    void whatAProxyBeforeTookOffIsItsOwnAffair() {
        PrefixSwap swap = swap("/shop", "/");
        assertEquals("/shop/cart", swap.back("/cart", "/eu"));
        assertEquals("/shop/cart", swap.back("/shop/cart", "/eu"));
        assertEquals("/eu/shop/cart", swap.back("/eu/shop/cart", "/eu"), "the backend heeds the whole prefix");
        assertEquals("/shop/eu/cart", swap.back("/eu/cart", "/eu"));
    }

    @Test
    void clientsSeeThePrefixEncoded() {
        assertEquals("/a%20b/%C3%A9", swap("/a b/\u00e9/", "/").prefix());
        assertEquals("", swap("/", "/app").prefix());
    }

    /** However a path is written, the backend reads what was judged, under its own beginning and no other. */
    @Test
    void noSpellingLeadsElsewhere() {
        Random random = new Random(7);
        String[] parts = {
            "/", "/", "shop", "shop", "a", "b", ".", "..", "%2F", "%2f", "%2e", "%73hop", "%41", "%FF", "%", "\\", ";x",
            "in", "|"
        };
        int replaced = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int n = random.nextInt(9); n > 0; n--) {
                raw.append(parts[random.nextInt(parts.length)]);
            }
            String path = Paths.normalise(raw.toString());
            for (String with : new String[] {"/", "/in", "/in/side"}) {
                String forwarded = swap("/shop", with).forward(raw.toString(), path);
                boolean under = path.equals("/shop") || path.startsWith("/shop/");
                assertEquals(under, forwarded != null, raw.toString());
                if (forwarded != null) {
                    replaced++;
                    String wanted = (with.equals("/") ? "" : with) + path.substring("/shop".length());
                    assertEquals(wanted.isEmpty() ? "/" : wanted, Paths.normalise(forwarded), raw.toString());
                    assertTrue(forwarded.startsWith(with), raw::toString);
                    assertFalse(forwarded.startsWith("//"), raw::toString);
                }
            }
        }
        assertTrue(replaced > 10_000, () -> "hardly any was replaced");
    }

    @Test
    void thereAndBackAgainIsTheSame() {
        for (String with : new String[] {"/", "/in", "/in/side"}) {
            for (String raw : new String[] {"/shop/", "/shop/a", "/shop/a%2Fb", "/shop/a//b/", "/shop/x;y=%zz"}) {
                PrefixSwap swap = swap("/shop", with);
                String forwarded = swap.forward(raw, Paths.normalise(raw));
                assertEquals(raw, swap.back(Objects.requireNonNull(forwarded), ""));
            }
        }
    }

    private static PrefixSwap swap(String prefix, String with) {
        return new PrefixSwap(new PathRewrite(prefix, with));
    }
}
