package io.tollgate.control;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies trusted =
            new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "10.255.255.255", "fd00::1", "fdff:1:2:3:4:5:6:7"})
    void believesThoseInItsBlocks(String address) {
        assertTrue(trusted.contains(address));
    }

    /** Names least of all: they would be looked up, by whoever sends them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "11.0.0.1",
                "9.255.255.255",
                "fe80::1",
                "10.example.com",
                "1localhost",
                "localhost",
                "10",
                "unknown",
                "_x",
                "::"
            })
    void believesNobodyElse(String address) {
        assertFalse(trusted.contains(address));
    }

    @Test
    void believesNobodyWithoutBlocks() {
        assertFalse(new TrustedProxies(List.of()).contains("127.0.0.1"));
    }
}
