package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.Form;
import io.tollgate.testing.Payload;
import io.tollgate.testing.RawAnswer;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What may have been done already is not asked for again. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class UnansweredPostIT {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Site site;

    /** JUnit hands {@link #start} only what the constructor takes, too. */
    UnansweredPostIT(Form form) {}

    @BeforeParameterizedClassInvocation
    static void start(Form form) {
        site = Site.start(form, folder, config -> config);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        site.close();
    }

    @Test
    void aPostIsDeliveredOnceOnAFreshConnection() throws IOException {
        expectOneDelivery(RawRequest.post("/unanswered", Payload.bytes(1000)));
    }

    /** A pooled connection that closes unanswered looks stale, and yet the request may have been done. */
    @Test
    void aPostIsDeliveredOnceOnAReusedConnection() throws IOException {
        try (RawClient client = new RawClient(site.tollgate().data())) {
            for (int i = 0; i < 12; i++) {
                assertEquals(
                        200,
                        client.send(RawRequest.post("/sink", Payload.bytes(10))).status());
            }
        }
        expectOneDelivery(RawRequest.post("/unanswered", Payload.bytes(1000)));
        expectOneDelivery(RawRequest.postPayload("/unanswered", 1000, true));
        expectOneDelivery(RawRequest.post("/unanswered", new byte[0]));
    }

    @Test
    void aGetGoesToTheOthers() throws IOException {
        long before = site.count("unanswered");
        try (RawClient client = new RawClient(site.tollgate().data())) {
            RawAnswer answer = client.send(RawRequest.get("/unanswered"));
            assertEquals(502, answer.status());
        }
        assertEquals(before + 3, site.count("unanswered"));
    }

    private static void expectOneDelivery(RawRequest request) throws IOException {
        long before = site.count("unanswered");
        try (RawClient client = new RawClient(site.tollgate().data())) {
            RawAnswer answer = client.send(request);
            assertEquals(502, answer.status());
            assertEquals(List.of("upstream_reset"), answer.fields().all("Tollgate-Error"));
        }
        assertEquals(before + 1, site.count("unanswered"));
    }
}
