package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingTest {
    private static final Set<String> TRUSTED = Set.of("10.0.0.1", "10.0.0.2");

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
                "2001:db8::1 | 2001:db8::1",
                "unknown | none",
                "unknown, 10.0.0.2 | none",
                "198.51.100.7, localhost | none",
                "'' | none",
                "1.2.3.400 | none"
            })
    void theCallerIsTheLastThatIsNoTrustedProxy(String line, @Nullable String caller) {
        assertEquals(caller, client(FakeRequest.get("/").header("X-Forwarded-For", line)));
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
                "for=_hidden, for=10.0.0.2 | none",
                "for=unknown | none",
                "proto=https | none"
            })
    void forwardedIsReadWhereTheOtherIsMissing(String line, @Nullable String caller) {
        assertEquals(caller, client(FakeRequest.get("/").header("Forwarded", line)));
    }

    /** Most proxies write X-Forwarded-For, and pass on unread what a caller says in Forwarded. */
    @Test
    void whatProxiesWriteIsBelievedBeforeWhatTheyPassOn() {
        assertEquals(
                "198.51.100.7",
                client(FakeRequest.get("/")
                        .header("Forwarded", "for=127.0.0.1")
                        .header("X-Forwarded-For", "198.51.100.7")));
    }

    /** Else a caller could tell backends what it likes through a proxy that is trusted. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=127.0.0.1;host=evil | 198.51.100.7 | for=198.51.100.7, ",
                "for=127.0.0.1, for=198.51.100.7 | 198.51.100.7 | for=198.51.100.7, ",
                "for=127.0.0.1 | 2001:db8::1, unknown | for=\"[2001:db8::1]\", for=unknown, ",
                "for=127.0.0.1 | ',a' | for=unknown, for=a, ",
                "for=198.51.100.7;proto=https | 198.51.100.7 | for=198.51.100.7;proto=https, ",
                "for=\"[2001:db8::1]:4711\";by=x | 2001:db8::1 | for=\"[2001:db8::1]:4711\";by=x, "
            })
    void whatTheyPassOnIsNotPassedOnWhereItSaysOther(String forwarded, String list, String told) {
        FakeRequest request =
                FakeRequest.get("/").header("Forwarded", forwarded).header("X-Forwarded-For", list);
        Exchange exchange = new Exchange("id", "web", request, "10.0.0.1", new FakeTime());
        HttpFields.Mutable head = HttpFields.build();
        new Forwarding(exchange, true).addTo(head, "");
        String all = head.get("Forwarded");
        assertEquals(told.strip(), all.substring(0, all.lastIndexOf("for=")).strip());
    }

    private static @Nullable String client(FakeRequest request) {
        return Forwarding.client(request, TRUSTED::contains);
    }
}
