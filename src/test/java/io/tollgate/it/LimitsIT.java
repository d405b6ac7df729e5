package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import io.tollgate.testing.UnixBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said for all and what a route says of its own holds in every form. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
@SuppressWarnings("NullAway.Init")
class LimitsIT {
    private static final String REST = """
              - id: sockets
                timeouts: {connect: 10s}
                connections: {warm: 2}
                backends: [{id: s, url: "unix:%s"}]
            limits: {head: 4KiB, uri: 1KiB, body: 64KiB}
            routes:
              - id: large
                match: {path: {prefix: /sink}, header: {X-Large: "1"}}
                action: {forward: [shop]}
                limits: {body: 1MiB}
              - {id: quick, match: {path: {prefix: /slow}}, action: {forward: [shop]}, timeouts: {firstByte: 100ms}}
              - {id: socket, match: {path: {prefix: /socket}}, action: {forward: [sockets]}}
              - {id: main, action: {forward: [shop]}}
            """;

    @TempDir
    static Path folder;

    private static List<BackendProcess> backends;
    private static UnixBackend socket;
    private static Path socketFolder;
    private static TollgateProcess tollgate;

    /** JUnit hands {@link #start} only what the constructor takes, too. */
    LimitsIT(Form form) {}

    @BeforeParameterizedClassInvocation
    static void start(Form form) throws IOException {
        backends = Site.startBackends();
        socketFolder = Files.createTempDirectory(Path.of("/tmp"), "tg");
        socket = new UnixBackend(socketFolder.resolve("app.sock"));
        String config = TestConfig.of(backends).pool("retry: {max: 0}").text()
                + REST.formatted(socketFolder.resolve("app.sock"));
        tollgate = TollgateProcess.start(form, folder, config);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        tollgate.close();
        socket.close();
        Files.delete(socketFolder);
        backends.forEach(BackendProcess::close);
    }

    @Test
    void aPathThatIsTooLong() throws IOException {
        assertEquals(
                200, send(RawRequest.get("/bytes?n=1&x=" + "x".repeat(1000))).status());
        refused(414, "uri_too_long", RawRequest.get("/bytes?n=1&x=" + "x".repeat(1100)));
    }

    @Test
    void aHeadThatIsTooLarge() throws IOException {
        RawRequest get = RawRequest.get("/bytes?n=1");
        assertEquals(200, send(get.with("X-Long: " + "x".repeat(3900))).status());
        refused(431, "head_too_large", get.with("X-Long: " + "x".repeat(4100)));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aBodyThatIsTooLarge(boolean chunked) throws IOException {
        assertEquals(
                200, send(RawRequest.postPayload("/sink", 64 << 10, chunked)).status());
        refused(413, "body_too_large", RawRequest.postPayload("/sink", (64 << 10) + 1, chunked));
        refused(413, "body_too_large", RawRequest.postPayload("/sink", 3 << 20, chunked));
        assertEquals(
                200,
                send(RawRequest.postPayload("/sink", 1 << 20, chunked).with("X-Large: 1"))
                        .status());
    }

    @Test
    void aRoutesOwnLimitOfTime() throws IOException {
        RawAnswer answer = send(RawRequest.get("/slow?ms=2000"));
        assertEquals(504, answer.status());
        assertEquals(List.of("first_byte_timeout"), answer.fields().all("Tollgate-Error"));
    }

    @Test
    void aUnixSocketAndConnectionsThatAreHeldOpen() throws IOException {
        assertEquals(
                "hello",
                send(RawRequest.post("/socket", "hello".getBytes(StandardCharsets.UTF_8)))
                        .text());
        await().until(() -> metric("tollgate_connections{backend=\"s\",pool=\"sockets\",state=\"idle\"}") >= 2);
        assertTrue(metric("tollgate_connections_opened_total{backend=\"s\",pool=\"sockets\"}") >= 2);
        assertTrue(metric("tollgate_connection_wait_seconds_count{pool=\"sockets\"}") >= 1);
    }

    private static RawAnswer send(RawRequest request) throws IOException {
        try (RawClient client = new RawClient(tollgate.data())) {
            return client.send(request);
        }
    }

    private static void refused(int status, String reason, RawRequest request) throws IOException {
        String metric = "tollgate_errors_total{reason=\"" + reason + "\"}";
        double before = metric(metric);
        RawAnswer answer = send(request);
        assertEquals(status, answer.status());
        assertEquals(List.of("bad_request"), answer.fields().all("Tollgate-Error"));
        await().until(() -> metric(metric) == before + 1);
    }

    private static double metric(String name) {
        return tollgate.rest()
                .metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
