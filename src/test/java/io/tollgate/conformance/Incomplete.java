package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tollgate.testing.RawSocket;
import java.util.List;

/**
 * A head that stops anywhere is waited for, and nothing is made of it before its end. The places are those that h1spec
 * asks about, and some more.
 */
final class Incomplete implements Family {
    private static final String WHOLE = "GET /hello HTTP/1.1\r\nHost: a.test\r\nX-Field: b\r\n\r\n";

    @Override
    public String subject() {
        return "Heads that pause";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                waitsAfter("G"),
                waitsAfter("GET"),
                waitsAfter("GET "),
                waitsAfter("GET /hel"),
                waitsAfter("GET /hello"),
                waitsAfter("GET /hello "),
                waitsAfter("GET /hello HTTP"),
                waitsAfter("GET /hello HTTP/1.1"),
                waitsAfter("GET /hello HTTP/1.1\r"),
                waitsAfter("GET /hello HTTP/1.1\r\n"),
                waitsAfter("GET /hello HTTP/1.1\r\nHos"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost:"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: "),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: a.test"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: a.test\r"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: a.test\r\n"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: a.test\r\nX-Field: b\r\n"),
                waitsAfter("GET /hello HTTP/1.1\r\nHost: a.test\r\nX-Field: b\r\n\r"));
    }

    private static Case waitsAfter(String beginning) {
        if (!WHOLE.startsWith(beginning)) {
            throw new IllegalArgumentException(beginning);
        }
        return new Case(
                "pause-" + beginning.length(),
                "RFC 9112, 2.2",
                "A head that pauses after " + beginning.length() + " bytes is waited for.",
                scene -> {
                    RawSocket client = scene.connect();
                    client.write(beginning);
                    scene.meanwhile();
                    assertFalse(client.hasMore(), "answered before its end");
                    assertFalse(scene.backend().asked(), "forwarded before its end");
                    Message seen = scene.forward(client, WHOLE.substring(beginning.length()));
                    assertEquals("GET /hello HTTP/1.1", seen.start());
                    assertEquals(List.of("b"), seen.all("X-Field"));
                });
    }
}
