package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com",
        "Shop.EXAMPLE.com:8080, shop.example.com",
        "shop.example.com., shop.example.com",
        "shop.example.com.:80, shop.example.com",
        "shop:, shop",
        "127.0.0.1:80, 127.0.0.1",
        "[::1], [::1]",
        "[2001:DB8::A]:8443, [2001:db8::a]",
        "'', ''",
        ":80, ''",
        "., ''",
        "ISTANBUL, istanbul"
    })
    void writesAHostInOneForm(String authority, String host) {
        assertEquals(host, Hosts.of(authority));
    }
}
