package io.tollgate.affinity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.HashKey;
import io.tollgate.policy.Mix;
import io.tollgate.policy.PickContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestKeyTest {
    private final RequestView request = mock(RequestView.class);
    private final Exchange exchange = mock(Exchange.class);

    RequestKeyTest() {
        when(exchange.request()).thenReturn(request);
    }

    @Test
    void aCookiesValueIsTheKeyInWhicheverLineItStands() {
        HashKey key = new HashKey.Cookie("sid");
        when(request.headers("Cookie")).thenReturn(List.of("a=1; xsid=2", "b=3; sid=abc; sid=def"));
        assertEquals(Mix.hash("abc"), RequestKey.hash(key, exchange));
        when(request.headers("Cookie")).thenReturn(List.of("sid=\"abc\""));
        assertEquals(Mix.hash("abc"), RequestKey.hash(key, exchange), "quotes are not part of it");
    }

    @Test
    void withoutAValueThereIsNoKey() {
        when(request.headers("Cookie")).thenReturn(List.of("sid=; sid=\"\"; SID=x; sid"));
        assertNone(new HashKey.Cookie("sid"));
        when(request.headers("Cookie")).thenReturn(List.of());
        assertNone(new HashKey.Cookie("sid"));
        assertNone(new HashKey.Header("X-Customer"));
        when(request.header("X-Customer")).thenReturn("");
        assertNone(new HashKey.Header("X-Customer"));
        assertNone(new HashKey.Query("id"));
        for (String query : List.of("", "id", "id=", "xid=1", "id=&idx=2", "=1")) {
            when(request.rawQuery()).thenReturn(query);
            assertNone(new HashKey.Query("id"));
        }
    }

    @Test
    void aFieldsFirstLineIsTheKey() {
        when(request.header("X-Customer")).thenReturn("7");
        assertEquals(Mix.hash("7"), RequestKey.hash(new HashKey.Header("X-Customer"), exchange));
    }

    @Test
    void aParametersFirstValueIsTheKeyAsItCame() {
        for (String query : List.of("id=a%20b", "x=1&id=a%20b", "x&&id=a%20b&id=c", "idx=1&id=a%20b&")) {
            when(request.rawQuery()).thenReturn(query);
            assertEquals(Mix.hash("a%20b"), RequestKey.hash(new HashKey.Query("id"), exchange), query);
        }
    }

    @Test
    void pathAndClientAreAlwaysThere() {
        when(exchange.path()).thenReturn("/a/b");
        when(exchange.client()).thenReturn("192.0.2.1");
        assertEquals(Mix.hash("/a/b"), RequestKey.hash(new HashKey.Path(), exchange));
        assertEquals(Mix.hash("192.0.2.1"), RequestKey.hash(new HashKey.Client(), exchange));
    }

    @Test
    void noKeyHashesToNone() {
        assertEquals(PickContext.NO_KEY, RequestKey.hash(null, exchange));
        assertNotEquals(PickContext.NO_KEY, Mix.hash(""));
    }

    private void assertNone(HashKey key) {
        assertEquals(PickContext.NO_KEY, RequestKey.hash(key, exchange));
    }
}
