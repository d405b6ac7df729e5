package io.tollgate.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.control.Edit;
import io.tollgate.model.HashKey;
import io.tollgate.model.PolicySpec;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.time.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What policies learn of real requests and answers. */
@SuppressWarnings("NullAway.Init")
class PolicySocketTest {
    @TempDir
    static Path folder;

    private static final List<ScriptedBackend> BACKENDS = new ArrayList<>();
    private static DataSide tollgate;

    @BeforeAll
    static void start() {
        StringBuilder config = new StringBuilder("""
                version: 1
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: p
                    probe: {type: none}
                    outlier: {consecutive: 1000}
                    backends:
                """);
        for (int i = 1; i <= 4; i++) {
            ScriptedBackend backend = new ScriptedBackend(socket -> {});
            backend.play(backend.answering(ScriptedBackend.ok("b" + i)));
            BACKENDS.add(backend);
            config.append("      - {id: b%d, url: \"%s\"}\n".formatted(i, backend.url()));
        }
        tollgate = DataSide.start(folder, config.toString());
    }

    @AfterAll
    static void stop() {
        tollgate.close();
        BACKENDS.forEach(ScriptedBackend::close);
    }

    /** One request after the other, for the bound of few requests at a time is one. */
    @Test
    void aKeyStaysWithItsBackendWhateverTheConnection() throws IOException {
        pick(new PolicySpec("ring-hash", new HashKey.Header("X-Customer"), 0));
        Set<String> used = new TreeSet<>();
        for (int customer = 0; customer < 20; customer++) {
            String field = "X-Customer: " + customer;
            String backend = answered(field);
            assertEquals(backend, answered(field), field);
            assertEquals(backend, answered("Cookie: sid=" + customer + "\r\n" + field), field);
            used.add(backend);
        }
        // 20 keys miss one of four with a chance of 4 x 0.75^20, or 1 %; which do is settled by the hash for ever.
        assertEquals(Set.of("b1", "b2", "b3", "b4"), used);
    }

    @Test
    void aPolicyThatIsSetLiveAsksForTheNewKey() throws IOException {
        pick(new PolicySpec("ring-hash", new HashKey.Cookie("sid"), 0));
        String backend = answered("Cookie: sid=7");
        for (int i = 0; i < 10; i++) {
            assertEquals(backend, answered("X-Customer: " + i + "\r\nCookie: other=" + i + "; sid=7"));
        }
    }

    @Test
    void answersAreTimedAndFastFailuresAreSlow() throws IOException {
        pick(new PolicySpec("least-time"));
        for (int i = 0; i < 8; i++) {
            answered("X-Round: " + i);
        }
        for (int i = 1; i <= 4; i++) {
            double millis = time("b" + i);
            assertTrue(millis > 0 && millis < 4_000, "b" + i + " answers in " + millis + " ms");
        }
        ScriptedBackend failing = BACKENDS.get(0);
        failing.play(failing.answering("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"));
        pick(new PolicySpec("fill-first"));
        // What a failure counts for grows with the time since the last answer; a lone one may follow at once.
        await().until(() -> {
            assertEquals("no", answered("X-Round: last"));
            return time("b1") > 2 * time("b2");
        });
        failing.play(failing.answering(ScriptedBackend.ok("b1")));
    }

    private static void pick(PolicySpec policy) {
        tollgate.apply(new Edit.SetPolicy("p", policy));
    }

    private static double time(String backend) {
        return tollgate.endpoint(backend).answerTime().nanos(new SystemClock().nanos()) / 1e6;
    }

    /** On a connection of its own, and when it is all over. */
    private static String answered(String field) throws IOException {
        try (RawSocket client = RawSocket.connect(tollgate.port())) {
            client.write("GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n");
            String body = new String(client.body(client.head(), true), StandardCharsets.UTF_8);
            tollgate.forget();
            return body;
        }
    }
}
