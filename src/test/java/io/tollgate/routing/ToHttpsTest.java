package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Address;
import io.tollgate.model.HttpsRedirect;
import io.tollgate.model.Listener;
import io.tollgate.model.OwnLimits;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToHttpsTest {
    private final ToHttps stage =
            new ToHttps(List.of(listener("web", 443), listener("other", 8443), listener("plain", 0)));

    @ParameterizedTest
    @CsvSource({
        "web, shop.example.com, /, https://shop.example.com/",
        "web, Shop.Example.com:8080, /a%2Fb//c?x=1&y=%20, https://shop.example.com/a%2Fb//c?x=1&y=%20",
        "other, shop.example.com:80, /a, https://shop.example.com:8443/a",
        "web, 192.0.2.1:8080, /, https://192.0.2.1/",
        "other, [::1]:8080, /, https://[::1]:8443/",
        "web, shop.example.com, /a|b?{x}, https://shop.example.com/a%7Cb?%7Bx%7D",
        "web, shop.example.com, /\u00e9, https://shop.example.com/%C3%A9",
        "web, shop.example.com, *, https://shop.example.com/"
    })
    void sendsOnToTheSameAddress(String listener, String host, String target, String location) {
        Verdict.Answer answer = answer(listener, FakeRequest.of("POST", target).host(host));
        assertEquals(308, answer.status());
        assertEquals(location, answer.headers().get("Location"));
        assertEquals("", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "evil.example/path", "user@evil.example", "a%0d%0ab"})
    void sendsNobodyToWhatIsNoHost(String host) {
        assertEquals(400, answer("web", FakeRequest.get("/").host(host)).status());
    }

    @Test
    void letsThroughWhatNeedNotBeSentOn() {
        assertSame(Verdict.GO_ON, verdict("plain", FakeRequest.get("/")));
        assertSame(Verdict.GO_ON, verdict("container", FakeRequest.get("/")));
        assertSame(Verdict.GO_ON, verdict("web", FakeRequest.get("/").secure()));
    }

    /** Else it and the proxy that ends TLS would send the client round in a circle. */
    @Test
    void goesByHowTheClientAskedTheProxyBefore() {
        assertSame(Verdict.GO_ON, verdict("web", FakeRequest.get("/"), asked("https", "shop.example.com")));
        Verdict.Answer answer = assertInstanceOf(
                Verdict.Answer.class,
                verdict(
                        "web",
                        FakeRequest.get("/a").secure().host("inner:8080"),
                        asked("http", "shop.example.com:80")));
        assertEquals("https://shop.example.com/a", answer.headers().get("Location"));
    }

    private static Origin asked(String scheme, String authority) {
        return new Origin("192.0.2.7", scheme, authority, 80, List.of(), "");
    }

    private Verdict verdict(String listener, FakeRequest request) {
        return verdict(listener, request, Origin.of(request));
    }

    private Verdict verdict(String listener, FakeRequest request, Origin origin) {
        return stage.handle(new Exchange("r1", listener, request, origin, new FakeTime()));
    }

    private Verdict.Answer answer(String listener, FakeRequest request) {
        return assertInstanceOf(Verdict.Answer.class, verdict(listener, request));
    }

    private static Listener listener(String id, int port) {
        return new Listener(
                id,
                new Address("127.0.0.1", 0),
                List.of(Listener.Protocol.HTTP1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                new OwnLimits(null, null, null),
                null,
                new HttpsRedirect(port),
                List.of());
    }
}
