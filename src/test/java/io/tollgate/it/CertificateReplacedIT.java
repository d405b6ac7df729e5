package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.RawSocket;
import io.tollgate.testing.Site;
import io.tollgate.testing.TestCertificates;
import io.tollgate.testing.TestCertificates.Made;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are renewed and nobody notices, be his connection old or new. Listeners are the jar's alone. */
class CertificateReplacedIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int TIMES = 100;

    /** So many are left for the watch to find, which looks once a second; the others are told of by HUP. */
    private static final int FOUND = 5;

    private static final Made AUTHORITY = TestCertificates.authority("ca");

    @TempDir
    Path folder;

    @Test
    void noRequestFailsWhileTheCertificateIsReplacedAHundredTimes() throws IOException {
        Path own = Files.createDirectories(folder.resolve("jar"));
        made(0).writeTo(own, "site");
        SSLContext client = TestCertificates.context(null, AUTHORITY);
        List<BackendProcess> backends = Site.startBackends();
        try (TollgateProcess tollgate = TollgateProcess.start(Form.JAR, folder, config(backends));
                LoadDriver kept = LoadDriver.atRate(tollgate.data(), client, true, 8, 300);
                LoadDriver fresh = LoadDriver.atRate(tollgate.data(), client, false, 4, 60)) {
            for (int i = 1; i <= TIMES; i++) {
                Made next = made(i);
                next.writeTo(own, "site");
                if (i > FOUND) {
                    tollgate.process().signal("HUP");
                }
                long seen = fresh.report().total();
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> shown(tollgate, client).equals("CN=" + next.name()));
                await().atMost(LIMIT).until(() -> fresh.report().total() > seen);
            }
            assertEquals(0, kept.stop().failures(), kept.report()::toString);
            assertEquals(0, fresh.stop().failures(), fresh.report()::toString);
            System.out.println("certificate replaced " + TIMES + " times: kept connections " + kept.report()
                    + "; a connection each " + fresh.report());
            assertTrue(
                    tollgate.rest()
                            .metrics()
                            .lines()
                            .anyMatch(
                                    line -> line.matches(
                                            "tollgate_certificate_expiry_seconds\\{listener=\"secure\",name=\"shop.example.com\",pool=\"\"} .*")),
                    tollgate.rest().metrics());
        } finally {
            backends.forEach(BackendProcess::close);
        }
    }

    private static Made made(int number) {
        return TestCertificates.signed(AUTHORITY, "n" + number, "EC", "shop.example.com");
    }

    private static String shown(TollgateProcess tollgate, SSLContext client) throws IOException {
        try (RawSocket socket = RawSocket.connect(tollgate.data().getPort(), client, "shop.example.com")) {
            return socket.shown().getSubjectX500Principal().getName();
        }
    }

    private static String config(List<BackendProcess> backends) {
        return TestConfig.of(backends)
                .text()
                .replace(
                        "{id: web, address: \"127.0.0.1:0\"}",
                        "{id: secure, address: \"127.0.0.1:0\", tls: {certificates: [{certificate: site.pem, key: site.key}]}}");
    }
}
