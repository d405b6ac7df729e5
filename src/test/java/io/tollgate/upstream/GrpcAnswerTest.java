package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tollgate.testing.GrpcBackend;
import io.tollgate.upstream.GrpcAnswer.Verdict;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcAnswerTest {
    private static final HttpFields GRPC = HttpFields.build().put("content-type", "application/grpc+proto");

    private final GrpcAnswer answer = new GrpcAnswer("shop.v1.Cart");

    @ParameterizedTest
    @CsvSource({
        "0, false, grpc says UNKNOWN",
        "1, true, grpc says SERVING",
        "2, false, grpc says NOT_SERVING",
        "3, false, grpc says SERVICE_UNKNOWN",
        "9, false, grpc says 9",
    })
    void theStatusInTheMessageDecides(int status, boolean good, String detail) {
        assertNull(answer.head(200, GRPC, false));
        for (byte each : serving(status)) {
            assertNull(answer.body(ByteBuffer.wrap(new byte[] {each})));
        }
        assertEquals(new Verdict(good, detail), answer.end(trailers("0")));
    }

    @ParameterizedTest
    @CsvSource({
        "1, grpc-status 1 CANCELLED",
        "4, grpc-status 4 DEADLINE_EXCEEDED",
        "5, the backend knows no grpc service shop.v1.Cart",
        "7, grpc-status 7 PERMISSION_DENIED",
        "12, the backend has no grpc health service",
        "14, grpc-status 14 UNAVAILABLE",
        "16, grpc-status 16 UNAUTHENTICATED",
        "17, grpc-status 17",
        "9999, grpc-status 9999",
        "99999, the answer has no grpc-status",
        "-1, the answer has no grpc-status",
        "OK, the answer has no grpc-status",
    })
    void whateverTheMessageSaysAnotherGrpcStatusIsBad(String status, String detail) {
        assertNull(answer.head(200, GRPC, false));
        assertNull(answer.body(ByteBuffer.wrap(serving(1))));
        assertEquals(new Verdict(false, detail), answer.end(trailers(status)));
        assertEquals(
                new Verdict(false, detail),
                new GrpcAnswer("shop.v1.Cart").head(200, HttpFields.build(GRPC).put("grpc-status", status), true));
    }

    @Test
    void aServerThatIsNotFoundAsAWholeIsNamedByItsStatus() {
        assertEquals(
                "grpc-status 5 NOT_FOUND", new GrpcAnswer("").end(trailers("5")).detail());
    }

    @Test
    void anEndWithoutAStatusIsBad() {
        assertNull(answer.head(200, GRPC, false));
        assertNull(answer.body(ByteBuffer.wrap(serving(1))));
        assertEquals(new Verdict(false, "the answer has no grpc-status"), answer.end(HttpFields.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 204, 301, 404, 415, 503})
    void anotherHttpStatusIsBad(int status) {
        assertEquals(new Verdict(false, "http status " + status), answer.head(status, GRPC, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/html", "application/json", "xapplication/grpc", "application/grpc-web+proto"})
    void anotherTypeIsBad(String type) {
        HttpFields fields =
                type.isEmpty() ? HttpFields.EMPTY : HttpFields.build().put("content-type", type);
        assertEquals(new Verdict(false, "the answer is not gRPC"), answer.head(200, fields, false));
    }

    @Test
    void anAnswerWithoutAMessageIsBad() {
        assertNull(answer.head(200, GRPC, false));
        assertEquals(new Verdict(false, "the answer holds no health status"), answer.end(trailers("0")));
    }

    @Test
    void thereIsABound() {
        assertNull(answer.head(200, GRPC, false));
        assertNull(answer.body(ByteBuffer.allocate(GrpcAnswer.MOST)));
        Verdict verdict = answer.body(ByteBuffer.allocate(1));
        assertNotNull(verdict);
        assertEquals("the answer is too long", verdict.detail());
    }

    private static byte[] serving(int status) {
        return GrpcBackend.message(new byte[] {8, (byte) status});
    }

    private static HttpFields trailers(String status) {
        return HttpFields.build().put("grpc-status", status);
    }
}
