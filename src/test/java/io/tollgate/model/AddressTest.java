package io.tollgate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9090, 127.0.0.1:9090",
        "0.0.0.0:0, 0.0.0.0:0",
        "[::]:8080, [::]:8080",
        "[0:0:0:0:0:0:0:1]:80, [::1]:80",
        "[FE80::A]:80, [fe80::a]:80"
    })
    void readsAddressAndPortInTheirCanonicalForm(String text, String canonical) {
        assertEquals(canonical, Address.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "localhost:80"})
    void refusesEverythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1:80, true",
        "127.0.0.1:80, 127.0.0.1:81, false",
        "127.0.0.1:80, 127.0.0.2:80, false",
        "0.0.0.0:80, 127.0.0.1:80, true",
        "0.0.0.0:80, [::1]:80, false",
        "[::]:80, 127.0.0.1:80, true",
        "[::]:80, [::1]:80, true",
        "0.0.0.0:0, 0.0.0.0:0, false"
    })
    void overlapsWhereOneMachineCouldNotListenOnBoth(String a, String b, boolean overlap) {
        assertEquals(overlap, Address.parse(a).overlaps(Address.parse(b)));
        assertEquals(overlap, Address.parse(b).overlaps(Address.parse(a)));
    }

    @Test
    void namesTheWholeTextWhenItIsNoAddress() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Address.parse("localhost:8080"));
        assertEquals("\"localhost:8080\" does not begin with an address", refusal.getMessage());
    }
}
