package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0:0:0:0:0:0:0:1, ::1",
                "0:0:0:0:0:0:0:0, ::",
                "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
                "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
                "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
                "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
                "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
                "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
                "fe80:0:0:0:0:0:0:1%eth0, fe80::1",
                "::ffff:192.0.2.1, 192.0.2.1",
                "192.0.2.1, 192.0.2.1",
                "1.2.3.400, none",
                "1.2.3, none",
                "010.0.0.1, none",
                "10.0.0.00, none",
                "10.0.0.0, 10.0.0.0",
                "1.2.3.4.5, none",
                "1..2.3, none",
                ":::, none",
                "1a.example, none",
                "cafe, none",
                "'', none"
            })
    void isTheShortForm(String written, @Nullable String expected) {
        assertEquals(expected, AddressText.of(written));
    }

    @Test
    void isTheSameOfAnAddress() throws UnknownHostException {
        assertEquals("2001:db8::1", AddressText.of(InetAddress.getByName("2001:db8:0:0:0:0:0:1")));
        assertEquals("192.0.2.1", AddressText.of(InetAddress.getByName("192.0.2.1")));
    }
}
