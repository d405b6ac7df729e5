package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.Form;
import io.tollgate.testing.LoadDriver;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A backend that dies takes no request with it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#allWays")
class BackendKilledIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Form form;

    @TempDir
    Path folder;

    BackendKilledIT(Form form) {
        this.form = form;
    }

    @Test
    void noGetFailsWhenABackendIsKilledAndItComesBackByItself() {
        try (Site site = Site.start(form, folder, config -> config);
                LoadDriver load = LoadDriver.atRate(site.tollgate().data(), 16, 500)) {
            await().atMost(LIMIT).until(() -> load.report().answeredBy("b") > 300);

            site.backend("b").kill();
            long atKill = load.report().total();
            await().atMost(LIMIT).until(() -> load.report().total() > atKill + 2_000);

            site.backend("b").restart();
            long before = load.report().answeredBy("b");
            await().atMost(Duration.ofSeconds(60)).until(() -> load.report().answeredBy("b") > before + 100);
            assertEquals(0, load.stop().failures(), load.report()::toString);
        }
    }

    /** Neither probe nor ejection may come first: only the move after the refused connection is seen. */
    @Test
    void aLargePostMovesOnWhenTheConnectionIsRefused() throws IOException {
        int length = 300_000;
        try (Site site = Site.start(
                        form,
                        folder,
                        config -> config.pool("policy: round-robin")
                                .pool("probe: {interval: 1h}")
                                .pool("outlier: {consecutive: 100}"));
                RawClient client = new RawClient(site.tollgate().data())) {
            await().atMost(LIMIT)
                    .until(() -> site.tollgate()
                            .rest()
                            .backend("a")
                            .get("health")
                            .asText()
                            .equals("up"));
            site.backend("a").kill();
            for (int i = 0; i < 12; i++) {
                RawAnswer answer = client.send(RawRequest.postPayload("/sink", length, false));
                assertEquals(200, answer.status());
                assertEquals(length + " " + Payload.sha256(length) + " length", answer.text());
            }
        }
    }
}
