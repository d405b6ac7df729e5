package io.tollgate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.5:9001, http://10.0.0.5:9001, 10.0.0.5:9001, 10.0.0.5-9001",
        "HTTP://Shop.Example.com, http://shop.example.com:80, shop.example.com:80, shop.example.com-80",
        "http://[::1]:9001/, http://[::1]:9001, [::1]:9001, ip6---1-9001",
        "unix:/run/app.sock, unix:/run/app.sock, localhost, run-app.sock"
    })
    void reads(String text, String whole, String authority, String id) {
        BackendUrl url = BackendUrl.parse(text);
        assertEquals(whole, url.toString());
        assertEquals(url, BackendUrl.parse(url.toString()));
        assertEquals(authority, url.authority());
        assertEquals(id, new BackendSpec("", url, 100, 0, "", 0).id());
    }

    @Test
    void aSocketHasAFileAndNothingElse() {
        BackendUrl url = BackendUrl.parse("unix:/run/my app/x.sock");
        assertEquals(Path.of("/run/my app/x.sock"), url.socket());
        assertEquals("unix:/run/my app/x.sock", url.place());
        assertEquals("unix-" + Integer.toHexString(url.host().hashCode()), new BackendSpec("", url, 1, 0, "", 0).id());
        assertNull(BackendUrl.parse("http://a").socket());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "unix:app.sock", "unix://run/app.sock", "unix:/", "unix:/run/", "unix:/a\nb"})
    void refusesWhatIsNoSocket(String text) {
        assertThrows(IllegalArgumentException.class, () -> BackendUrl.parse(text));
    }

    @Test
    void refusesAPathThatTheSystemWouldNotTake() {
        String longest = "unix:/" + "a".repeat(106);
        assertEquals(longest, BackendUrl.parse(longest).toString());
        assertThrows(IllegalArgumentException.class, () -> BackendUrl.parse(longest + "a"));
    }
}
