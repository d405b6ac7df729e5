package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                        file + ":6:25 listeners[0].tls.certificates[0].certificate: \"shop.pem\" does not exist",
                        file + ":9:15 pools[0].tls.ca: \"ca.pem\" does not exist"),
                Jar.files().problems(file).stream()
                        .map(line -> line.substring(0, line.indexOf("; ")))
                        .toList());
        TestCertificates.selfSigned("shop", "EC", "shop.example.com").writeTo(folder, "shop");
        TestCertificates.authority("ca").writeTo(folder, "ca");
        assertEquals(List.of(), Jar.files().problems(file));
    }
}
