package io.tollgate.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.ProxyProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The letters of HAProxy's doc/proxy-protocol.txt, section 2. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 51000, 198.51.100.1, 443, PROXY TCP4 192.0.2.7 198.51.100.1 51000 443",
        "2001:db8::7, 51000, 2001:db8::1, 443, PROXY TCP6 2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:1 51000 443",
        "2001:db8::7, 51000, 198.51.100.1, 443, PROXY TCP6 2001:db8:0:0:0:0:0:7 ::ffff:198.51.100.1 51000 443",
        "192.0.2.7, 0, 198.51.100.1, 65535, PROXY TCP4 192.0.2.7 198.51.100.1 0 65535",
        "a-name.example, 51000, 198.51.100.1, 443, PROXY UNKNOWN"
    })
    void isALineOfText(String source, int sourcePort, String destination, int port, String line) {
        ProxyHeader header = ProxyHeader.of(source, sourcePort, destination, port);
        assertEquals(line + "\r\n", new String(header.bytes(ProxyProtocol.V1), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 51000, 198.51.100.1, 443, 2111000cc0000207c6336401c73801bb",
        "2001:db8::7, 1, ::1, 2," + " 2121002420010db800000000000000000000000700000000000000000000000000000001"
                + "00010002",
        "2001:db8::7, 1, 198.51.100.1, 2," + " 2121002420010db800000000000000000000000700000000000000000000ffffc6336401"
                + "00010002",
        "'', 1, 198.51.100.1, 2, 20000000"
    })
    void isBinary(String source, int sourcePort, String destination, int port, String behindSignature) {
        ProxyHeader header = ProxyHeader.of(source, sourcePort, destination, port);
        assertEquals(SIGNATURE + behindSignature, HexFormat.of().formatHex(header.bytes(ProxyProtocol.V2)));
    }

    @Test
    void nothingIsWrittenWhereNothingIsAskedFor() {
        assertArrayEquals(new byte[0], ProxyHeader.OF_ITSELF.bytes(ProxyProtocol.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1", "V2"})
    void isReadBackFromWhateverPiecesItComesIn(ProxyProtocol form) {
        List<ProxyHeader> all = List.of(
                ProxyHeader.of("192.0.2.7", 51_000, "198.51.100.1", 443),
                ProxyHeader.of("2001:db8::7", 51_000, "2001:db8::1", 443),
                ProxyHeader.OF_ITSELF);
        for (ProxyHeader header : all) {
            byte[] wire = header.bytes(form);
            for (int there = 0; there < wire.length; there++) {
                ByteBuffer part = ByteBuffer.wrap(wire, 0, there);
                assertNull(ProxyHeader.read(part), there + " of " + wire.length);
                assertEquals(0, part.position());
            }
            ByteBuffer more = ByteBuffer.allocate(wire.length + 3)
                    .put(wire)
                    .put(new byte[3])
                    .flip();
            assertEquals(header, ProxyHeader.read(more));
            assertEquals(3, more.remaining());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
                // Sent by the proxy for itself, with an address, with things behind it, over UDP and over a unix
                // socket.
                "0d0a0d0a000d0a515549540a" + "20000000",
                "0d0a0d0a000d0a515549540a" + "2011000c" + "c0000207c6336401c73801bb",
                "0d0a0d0a000d0a515549540a" + "21000000",
                "0d0a0d0a000d0a515549540a" + "2112000c" + "c0000207c6336401c73801bb",
                "0d0a0d0a000d0a515549540a" + "21310004" + "2f612f62"
            })
    void mayNameNobody(String text) {
        assertSame(ProxyHeader.OF_ITSELF, ProxyHeader.read(wire(text)));
    }

    @Test
    void mayBeFollowedByMoreThanAddresses() {
        ByteBuffer wire = wire(SIGNATURE + "21110013" + "c0000207c6336401c73801bb" + "04000401020304" + "474554");
        assertEquals(ProxyHeader.of("192.0.2.7", 51_000, "198.51.100.1", 443), ProxyHeader.read(wire));
        assertEquals("GET", StandardCharsets.US_ASCII.decode(wire).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXZ",
                "proxy TCP4 192.0.2.7 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 51000 443\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 51000\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 51000 443 \r\n",
                "PROXY  TCP4 192.0.2.7 198.51.100.1 51000 443\r\n",
                "PROXY TCP5 192.0.2.7 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::1 51000 443\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 localhost 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 192.0.2.0/24 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 51000 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 51000 x\r\n",
                "0d0a0d0a000d0a515549540b",
                // Version 1, a command that nobody knows, too short for its addresses, longer than is borne.
                "0d0a0d0a000d0a515549540a" + "11110000",
                "0d0a0d0a000d0a515549540a" + "22110000",
                "0d0a0d0a000d0a515549540a" + "2111000b" + "c0000207c6336401c73801",
                "0d0a0d0a000d0a515549540a" + "21110801"
            })
    void isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.read(wire(text)));
    }

    @Test
    void hasABound() {
        String long1 = "PROXY " + "x".repeat(100);
        assertNull(ProxyHeader.read(wire(long1)));
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.read(wire(long1 + "xx")));
    }

    @Test
    void survivesWhateverComes() {
        Random random = new Random(20_261_125);
        byte[] good = ProxyHeader.of("192.0.2.7", 51_000, "198.51.100.1", 443).bytes(ProxyProtocol.V1);
        byte[] binary = ProxyHeader.of("2001:db8::7", 1, "::1", 2).bytes(ProxyProtocol.V2);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] spoilt = (random.nextBoolean() ? good : binary).clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            }
            try {
                read += ProxyHeader.read(ByteBuffer.wrap(spoilt)) == null ? 0 : 1;
            } catch (IllegalArgumentException e) {
                assertNotNull(e.getMessage());
            }
        }
        assertTrue(read > 100, read + " read");
    }

    /** Of text as it is, or of bytes in hexadecimal. */
    private static ByteBuffer wire(String text) {
        return text.startsWith("0d0a")
                ? ByteBuffer.wrap(HexFormat.of().parseHex(text))
                : ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
