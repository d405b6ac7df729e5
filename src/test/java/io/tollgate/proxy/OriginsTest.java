package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final String PROXY = "10.0.0.1";
    private static final Set<String> TRUSTED = Set.of(PROXY, "10.0.0.2");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "198.51.100.7 | 198.51.100.7",
                "198.51.100.7, 10.0.0.2 | 198.51.100.7",
                "6.6.6.6, 198.51.100.7, 10.0.0.2 | 198.51.100.7",
                "10.0.0.1, 10.0.0.2 | 10.0.0.1",
                "198.51.100.7:4711 | 198.51.100.7",
                "[2001:db8::1]:4711 | 2001:db8::1",
                "2001:DB8:0:0:0:0:0:1 | 2001:db8::1",
                "unknown | none",
                "unknown, 10.0.0.2 | none",
                "198.51.100.7, localhost | none",
                "'' | none",
                "1.2.3.400 | none"
            })
    void theCallerIsTheLastThatIsNoTrustedProxy(String line, @Nullable String caller) {
        FakeRequest request = trusted().header("X-Forwarded-For", line);
        assertEquals(caller, Origins.client(request, TRUSTED::contains));
        assertEquals(caller == null ? PROXY : caller, origin(request).client());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "for=198.51.100.7;proto=https;by=10.0.0.9 | 198.51.100.7",
                "proto=https; For=\"198.51.100.7:80\" | 198.51.100.7",
                "for=\"[2001:db8::1]:80\", for=10.0.0.2 | 2001:db8::1",
                "for=6.6.6.6;host=\"a,b;for=7.7.7.7\", for=198.51.100.7 | 198.51.100.7",
                "host=\"a;for=7.7.7.7;\\\";for=8.8.8.8\";for=198.51.100.7 | 198.51.100.7",
                "for=_hidden, for=10.0.0.2 | none",
                "for=unknown | none",
                "proto=https | none"
            })
    void forwardedIsReadWhereTheOthersAreMissing(String line, @Nullable String caller) {
        assertEquals(caller, Origins.client(trusted().header("Forwarded", line), TRUSTED::contains));
    }

    /** A single value is the last proxy's; of as many as there are addresses, the one beside the client's counts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.7 | https | shop.example.com | https | shop.example.com",
                "198.51.100.7 | HTTPS | shop.example.com:81 | https | shop.example.com:81",
                "198.51.100.7 | wss | shop.example.com | https | shop.example.com",
                "198.51.100.7, 10.0.0.2 | https, http | shop.example.com, inner | https | shop.example.com",
                "6.6.6.6, 198.51.100.7 | https, http | evil.example, shop.example.com | http | shop.example.com",
                "198.51.100.7 | https, http | evil.example, shop.example.com | http | shop.example.com",
                "6.6.6.6, 198.51.100.7, 10.0.0.2 | https, http | shop.example.com, inner | https | shop.example.com",
                "198.51.100.7, 10.0.0.2 | https | shop.example.com | https | shop.example.com",
                "198.51.100.7 | ftp | a b | http | inner",
                "198.51.100.7 | '' | user@evil.example/x | http | inner"
            })
    void schemeAndHostAreThoseOfTheClient(String list, String protos, String hosts, String scheme, String authority) {
        Origin origin = origin(trusted()
                .header("X-Forwarded-For", list)
                .header("X-Forwarded-Proto", protos)
                .header("X-Forwarded-Host", hosts));
        assertEquals(scheme, origin.scheme());
        assertEquals(authority, origin.authority());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=198.51.100.7;proto=https;host=shop.example.com | https | shop.example.com",
                "for=198.51.100.7;proto=https;host=\"shop.example.com:81\", for=10.0.0.2;proto=http;host=x | https |"
                        + " shop.example.com:81",
                "for=6.6.6.6;proto=https;host=evil.example, for=198.51.100.7 | http | inner",
                "for=198.51.100.7, for=10.0.0.2;proto=https | https | inner",
                "for=unknown;proto=https | https | inner",
                "proto=https | https | inner"
            })
    void soAreThoseOfForwarded(String line, String scheme, String authority) {
        Origin origin = origin(trusted().header("Forwarded", line));
        assertEquals(scheme, origin.scheme());
        assertEquals(authority, origin.authority());
    }

    /** Most proxies write X-Forwarded-*, and pass on unread what a caller says in Forwarded. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: http", "X-Forwarded-Port: 80"})
    void forwardedIsNotReadBesideAnyOfTheOthers(String line) {
        int colon = line.indexOf(':');
        FakeRequest both = trusted()
                .header("Forwarded", "for=127.0.0.1;proto=https;host=evil.example")
                .header(line.substring(0, colon), line.substring(colon + 2));
        Origin origin = origin(both);
        assertEquals(line.contains("For:") ? "198.51.100.7" : PROXY, origin.client());
        assertEquals("http", origin.scheme());
        assertEquals("inner", origin.authority());
    }

    @Test
    void aStrangersWordIsNotBelieved() {
        FakeRequest stranger = FakeRequest.get("/")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Prefix", "/evil");
        assertEquals(Origin.of(stranger), origin(stranger));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none, none, 8080",
                "none, none, 444, 444",
                "https, none, none, 443",
                "https, shop.example.com:444, none, 444",
                "http, '[::1]:81', none, 81",
                "none, shop.example.com, none, 80",
                "https, none, 99999, 443",
                "https, none, x, 443"
            })
    void thePortIsThatWhichTheClientAsked(
            @Nullable String proto, @Nullable String host, @Nullable String port, int expected) {
        FakeRequest request = trusted().header("X-Forwarded-For", "198.51.100.7");
        add(request, "X-Forwarded-Proto", proto);
        add(request, "X-Forwarded-Host", host);
        add(request, "X-Forwarded-Port", port);
        assertEquals(expected, origin(request).port());
    }

    /** Whichever of the fields a backend reads, and of a list whichever end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=6.6.6.6;proto=http, for=198.51.100.7;proto=https;host=shop.example.com;by=x",
                "X-Forwarded-For: 6.6.6.6, 198.51.100.7 > X-Forwarded-Proto: https > X-Forwarded-Host:"
                        + " shop.example.com > Forwarded: for=9.9.9.9;host=evil.example"
            })
    void backendsAreToldTheSameInEachField(String lines) {
        FakeRequest request = trusted();
        for (String line : lines.split(" > ", -1)) {
            int colon = line.indexOf(':');
            add(request, line.substring(0, colon), line.substring(colon + 2));
        }
        Exchange exchange = new Exchange("id", "web", request, origin(request), new FakeTime());
        HttpFields.Mutable head = HttpFields.build();
        new Forwarding(exchange, true).addTo(head, "");
        assertEquals("6.6.6.6, 198.51.100.7, 10.0.0.1", head.get("X-Forwarded-For"));
        assertEquals("https", head.get("X-Forwarded-Proto"));
        assertEquals("shop.example.com", head.get("X-Forwarded-Host"));
        assertEquals("443", head.get("X-Forwarded-Port"));
        String how = ";host=shop.example.com;proto=https";
        assertEquals(
                List.of("for=6.6.6.6" + how + ", for=198.51.100.7" + how + ", for=10.0.0.1" + how),
                head.getValuesList("Forwarded"));
    }

    @Test
    void whoIsNoAddressIsToldAsItIs() {
        FakeRequest request = trusted().header("X-Forwarded-For", ", unknown, a, ::\";for=b, 2001:db8::1");
        Exchange exchange = new Exchange("id", "web", request, origin(request), new FakeTime());
        HttpFields.Mutable head = HttpFields.build();
        new Forwarding(exchange, true).addTo(head, "");
        String how = ";host=inner;proto=http";
        assertEquals(
                "for=unknown" + how + ", for=a" + how + ", for=\"::\\\";for=b\"" + how + ", for=\"[2001:db8::1]\"" + how
                        + ", for=10.0.0.1" + how,
                head.get("Forwarded"));
    }

    /** What is said of one is kept for the next request, and is no other's. */
    @Test
    void backendsAreToldOfEachClientThatConnectsItself() {
        for (int round = 0; round < 2; round++) {
            for (String client : List.of("192.0.2.1", "192.0.2.2", "2001:db8::1")) {
                for (String host : List.of("a.example", "b.example:8080")) {
                    FakeRequest request =
                            FakeRequest.get("/").host(host).from(client).header("X-Forwarded-For", "6.6.6.6");
                    Exchange exchange = new Exchange("id", "web", request, origin(request), new FakeTime());
                    HttpFields.Mutable head = HttpFields.build();
                    new Forwarding(exchange, false).addTo(head, "");
                    assertEquals(client, head.get("X-Forwarded-For"));
                    assertEquals(host, head.get("X-Forwarded-Host"));
                    assertEquals("http", head.get("X-Forwarded-Proto"));
                    assertEquals(Integer.toString(request.localPort()), head.get("X-Forwarded-Port"));
                    assertEquals(
                            "for=" + (client.contains(":") ? "\"[" + client + "]\"" : client) + ";host="
                                    + (host.contains(":") ? '"' + host + '"' : host) + ";proto=http",
                            head.get("Forwarded"));
                    assertEquals(5, head.size());

                    HttpFields.Mutable elsewhere = HttpFields.build();
                    new Forwarding(exchange, false).addTo(elsewhere, "/shop");
                    assertEquals("/shop", elsewhere.get("X-Forwarded-Prefix"));
                    assertEquals(client, elsewhere.get("X-Forwarded-For"));
                }
            }
        }
    }

    private static void add(FakeRequest request, String name, @Nullable String value) {
        if (value != null) {
            request.header(name, value);
        }
    }

    private static FakeRequest trusted() {
        return FakeRequest.get("/").host("inner").from(PROXY);
    }

    private static Origin origin(FakeRequest request) {
        return Origins.of(request, TRUSTED::contains);
    }
}
