package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Tollgate-Error"
            })
    void whatIsOfOneConnectionStaysBeItNamedOrNot(String name) {
        assertTrue(HopByHop.NONE_NAMED.stops(line(name)));
        assertTrue(HopByHop.NONE_NAMED.stops(line(name.toUpperCase(Locale.ROOT))));
        assertTrue(HopByHop.NONE_NAMED.stops(new HttpField((HttpHeader) null, name, "")));
    }

    @Test
    void whatIsNamedStaysButForWhatFramesTheMessage() {
        HopByHop named = HopByHop.of(List.of("x-one, Content-Length", "X-Two"));
        assertTrue(named.stops(line("X-One")));
        assertTrue(named.stops(line("x-two")));
        assertFalse(named.stops(line("Content-Length")));
        assertFalse(named.stops(line("X-Three")));
    }

    @Test
    void whatJettyKnowsCanBeNamedToo() {
        HopByHop named = HopByHop.of(List.of("keep-alive", "etag"));
        assertTrue(named.stops(line("ETag")));
        assertFalse(named.stops(line("Age")));
        assertSame(HopByHop.NONE_NAMED, HopByHop.of(List.of("keep-alive", "Upgrade, close,, TE")));
    }

    private static HttpField line(String name) {
        return new HttpField(name, "");
    }
}
