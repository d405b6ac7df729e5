package io.tollgate.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.boot.jar.DataSide;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What backends say of their load moves their weights, and is nothing for clients. */
class LoadReportSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FIELD = "endpoint-load-metrics";

    @TempDir
    Path folder;

    private final ScriptedBackend calm = reporting("0.20");
    private final ScriptedBackend busy = reporting("0.80");

    private static ScriptedBackend reporting(String utilization) {
        ScriptedBackend backend = new ScriptedBackend(socket -> {});
        backend.play(backend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + FIELD
                + ": TEXT mem_utilization=0.99, cpu_utilization=" + utilization + "\r\n\r\n"));
        return backend;
    }

    @AfterEach
    void stop() {
        calm.close();
        busy.close();
    }

    @Test
    void theBusierGetsLessForAsLongAsReportsAreAskedFor() throws IOException {
        String report = "loadReport: {from: header, least: 40%}";
        try (DataSide tollgate = DataSide.start(folder, pool(report));
                RawSocket client = RawSocket.connect(tollgate.port())) {
            await().atMost(LIMIT).until(() -> {
                assertNull(ask(client).fields().first(FIELD));
                return tollgate.endpoint("b").effectiveWeight() == 40;
            });
            assertEquals(100, tollgate.endpoint("a").effectiveWeight());
            assertEquals(0.2, tollgate.endpoint("a").utilization(), 1e-9);
            assertEquals(0.8, tollgate.endpoint("b").utilization(), 1e-9);
            int before = busy.requests().size();
            for (int i = 0; i < 140; i++) {
                ask(client);
            }
            assertEquals(40, busy.requests().size() - before, 2);

            assertNull(tollgate.load(pool("retry: {max: 0}")));
            assertEquals(100, tollgate.endpoint("b").effectiveWeight());
            assertNotNull(ask(client).fields().first(FIELD), "nobody asked for it: it passes");
        }
    }

    private String pool(String line) {
        return """
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: p
                    policy: round-robin
                    probe: {type: none}
                    %s
                    backends: [{id: a, url: "%s"}, {id: b, url: "%s"}]
                """.formatted(line, calm.url(), busy.url());
    }

    private static Head ask(RawSocket client) throws IOException {
        return client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head();
    }
}
