package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tollgate check} says of certificates. */
class CheckFilesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsTheFilesThatTheConfigurationNames() throws IOException {
        Path file = folder.resolve("tollgate.yaml");
        Files.writeString(file, """
                listeners:
                  - id: secure
                    address: "127.0.0.1:8443"
                    tls:
                      certificates:
                        - {certificate: shop.pem, key: shop.key}
                pools:
                  - id: shop
                    tls: {ca: ca.pem}
                """);
        assertEquals(
                List.of(
                        ":6:25 listeners[0].tls.certificates[0].certificate: \"shop.pem\" does not exist",
                        ":9:15 pools[0].tls.ca: \"ca.pem\" does not exist"),
                problems(file));
        TestCertificates.selfSigned("shop", "EC", "shop.example.com").writeTo(folder, "shop");
        TestCertificates.authority("ca").writeTo(folder, "ca");
        assertEquals(List.of(), Jar.files().problems(file));
    }

    /** What stands in for what is not well written is no file that anybody named. */
    @Test
    void readsThemThoughOtherThingsAreWrong() throws IOException {
        Path file = folder.resolve("tollgate.yaml");
        Files.writeString(file, """
                listeners:
                  - id: secure
                    address: "127.0.0.1:8443"
                    tls: {certificates: [{certificate: shop.pem, key: shop.key}]}
                  - id: other
                    address: "127.0.0.1:8444"
                    tls: {certificates: [{keystore: old.p12, password: "${NO_SUCH_PASSWORD}"}]}
                pools:
                  - {id: broken, policy: best}
                  - {id: a b}
                  - {id: shop, tls: {ca: ca.pem, certificate: [x]}}
                  - {id: plain, tls: {ca: plain.pem}}
                routes:
                  - id: main
                    action: {forward: [shop]}
                    response: {errors: [{status: 502, page: down.html}, {status: 503}]}
                """);
        List<String> problems = problems(file);
        assertTrue(
                problems.contains(":7:56 listeners[1].tls.certificates[0].password: the environment variable"
                        + " NO_SUCH_PASSWORD is not set"),
                problems::toString);
        assertEquals(
                List.of(
                        ":4:40 listeners[0].tls.certificates[0].certificate: \"shop.pem\" does not exist",
                        ":12:27 pools[3].tls.ca: \"plain.pem\" does not exist",
                        ":16:45 routes[0].response.errors[0].page: \"down.html\" is not a file"),
                problems.stream()
                        .filter(line -> line.contains("exist") || line.contains("not a file"))
                        .toList());
    }

    private List<String> problems(Path file) {
        return Jar.files().problems(file).stream()
                .map(line -> line.substring(file.toString().length(), line.indexOf("; ")))
                .toList();
    }
}
