package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
    @ParameterizedTest
    @ValueSource(strings = {"Connection", "Keep-Alive", "TE", "Transfer-Encoding", "Upgrade", "HTTP2-Settings"})
    void whatIsOfOneConnectionStaysBeItNamedOrNot(String name) {
        assertTrue(HopByHop.NONE_NAMED.stops(name));
    }

    @Test
    void whatIsNamedStaysButForWhatFramesTheMessage() {
        HopByHop named = HopByHop.of(List.of("x-one, Content-Length", "X-Two"));
        assertTrue(named.stops("X-One"));
        assertTrue(named.stops("x-two"));
        assertFalse(named.stops("Content-Length"));
        assertFalse(named.stops("X-Three"));
    }
}
