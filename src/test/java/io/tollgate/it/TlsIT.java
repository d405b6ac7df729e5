package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.ChildProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.Head;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the docs say of TLS, done by the packaged jar. Listeners are the jar's alone. */
@SuppressWarnings("NullAway.Init")
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Made AUTHORITY = TestCertificates.authority("ca");
    private static final Made STRANGER = TestCertificates.authority("stranger");
    private static final Made SHOP = TestCertificates.signed(AUTHORITY, "shop", "EC", "localhost", "*.example.com");
    private static final Made INTERNAL = TestCertificates.signed(AUTHORITY, "internal", "RSA", "shop.internal");

    /** All files that the docs' examples name. */
    private static final Map<String, Made> FILES = Map.of(
            "shop",
            SHOP,
            "example",
            TestCertificates.signed(AUTHORITY, "example", "RSA", "example.com"),
            "tollgate",
            TestCertificates.signed(AUTHORITY, "tollgate", "EC"),
            "internal-ca",
            AUTHORITY,
            "partners-ca",
            AUTHORITY);

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void write() throws IOException {
        jar = Files.createDirectories(folder.resolve("jar"));
        FILES.forEach((name, made) -> made.writeTo(jar, name));
        SHOP.writeKeystore(jar.resolve("old.p12"));
    }

    @Test
    void theExampleServesByTlsOnBothSides() throws Exception {
        SSLContext client = TestCertificates.context(null, AUTHORITY);
        try (ScriptedBackend backend = ScriptedBackend.secure(TestCertificates.context(INTERNAL), false)) {
            backend.play(backend.answering(ScriptedBackend.ok("hello")));
            String config = Files.readString(Path.of("etc/examples/tls.yaml"))
                    .replaceAll("0\\.0\\.0\\.0:\\d+", "127.0.0.1:0")
                    .replaceAll("backends: .*", "backends: [\"" + backend.url() + "\"]")
                    .replaceAll("probe: .*", "timeouts: {connect: 30s}");
            try (TollgateProcess tollgate = TollgateProcess.start(Form.JAR, folder, onFreePort(config))) {
                List<URI> data = data(tollgate);
                for (HttpClient.Version version : HttpClient.Version.values()) {
                    HttpResponse<String> answer = get(client, version, data.get(1));
                    assertEquals(version, answer.version());
                    assertEquals("hello", answer.body());
                    assertEquals(List.of("max-age=86400"), answer.headers().allValues("Strict-Transport-Security"));
                }
                try (RawSocket named = RawSocket.connect(data.get(1).getPort(), client, "example.com")) {
                    assertEquals(
                            "CN=example",
                            named.shown().getSubjectX500Principal().getName());
                }
                try (RawSocket plain = RawSocket.connect(data.get(0).getPort())) {
                    Head answer = plain.write("DELETE /a//%2F?b HTTP/1.1\r\nHost: x.example.com:8080\r\n\r\n")
                            .head();
                    assertEquals("308", answer.word(1));
                    assertEquals(
                            "https://x.example.com/a//%2F?b", answer.fields().first("Location"));
                }
            }
        }
    }

    @Test
    void everyExampleOfTheDocsFindsItsFiles() throws IOException {
        Path file = jar.resolve("tollgate.yaml");
        for (String example : examples()) {
            Files.writeString(file, example);
            try (ChildProcess check = TollgateProcess.command(
                    Map.of("OLD_PASSWORD", TestCertificates.PASSWORD), "check", file.toString())) {
                assertEquals(0, check.awaitExit(LIMIT), () -> example + check.output());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ca: internal-ca.pem, serverName: other.internal | .*other\\.internal.*",
                "ca: stranger.pem, serverName: shop.internal | .*unable to find valid certification path.*",
                "serverName: shop.internal | .*unable to find valid certification path.*"
            })
    void saysWhyABackendIsNotBelieved(String tls, String why) throws IOException {
        STRANGER.writeTo(jar, "stranger");
        try (ScriptedBackend backend = ScriptedBackend.secure(TestCertificates.context(INTERNAL), false);
                TollgateProcess tollgate = TollgateProcess.start(Form.JAR, folder, shop(backend, tls))) {
            backend.play(backend.answering(ScriptedBackend.ok("secret")));
            try (RawSocket client = RawSocket.connect(tollgate.data().getPort())) {
                Head answer = client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").head();
                assertEquals("502", answer.word(1));
                assertEquals("connect_failed", answer.fields().first("Tollgate-Error"));
            }
            tollgate.process().awaitLine(line -> line.matches(".*TLS to " + backend.url() + " fails: " + why), LIMIT);
            assertEquals(List.of(), backend.requests());
        }
    }

    @Test
    void refusesToStartWithAFileThatItCannotUse() throws IOException {
        Path file = Files.writeString(jar.resolve("tollgate.yaml"), """
                listeners:
                  - id: secure
                    address: "127.0.0.1:0"
                    tls: {certificates: [{certificate: shop.pem, key: example.key}]}
                backends: ["http://127.0.0.1:9001"]
                """);
        String problem = Pattern.quote(file.toString())
                + ":4:\\d+ listeners\\[0\\]\\.tls\\.certificates\\[0\\]\\.key: the key in \"example\\.key\" is not .*; .*";
        for (List<String> arguments : List.of(
                List.of("check", file.toString()),
                List.of(
                        "run",
                        "-c",
                        file.toString(),
                        "--state",
                        folder.resolve("state").toString()))) {
            try (ChildProcess refusing = TollgateProcess.command(Map.of(), arguments.toArray(String[]::new))) {
                assertEquals(2, refusing.awaitExit(LIMIT), refusing.output()::toString);
                assertTrue(
                        refusing.output().stream().anyMatch(line -> line.matches(problem)),
                        refusing.output()::toString);
            }
        }
    }

    private static List<String> examples() throws IOException {
        List<String> found = Pattern.compile("(?s)```yaml\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/tls.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(4, found.size());
        return Stream.concat(found.stream(), Stream.of(Files.readString(Path.of("etc/examples/tls.yaml"))))
                .toList();
    }

    private static HttpResponse<String> get(SSLContext context, HttpClient.Version version, URI base) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(version)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + base.getPort() + "/"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static List<URI> data(TollgateProcess tollgate) {
        String ready = tollgate.process().awaitLine(line -> line.startsWith("READY "), LIMIT);
        return Stream.of(ready.substring("READY data=".length(), ready.indexOf(" admin="))
                        .split(","))
                .map(URI::create)
                .toList();
    }

    private static String shop(ScriptedBackend backend, String tls) {
        return onFreePort("""
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: shop
                    tls: {%s}
                    probe: {type: none}
                    retry: {max: 0}
                    timeouts: {connect: 30s}
                    backends: ["%s"]
                """.formatted(tls, backend.url()));
    }

    private static String onFreePort(String config) {
        return config + "admin: {address: \"127.0.0.1:0\"}\n";
    }
}
