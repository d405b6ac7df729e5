package io.tollgate.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Configuration;
import io.tollgate.testing.Configurations;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listener of a {@link FakeRequest} is called web. */
class SizeStageTest {
    private static final Configuration CONFIGURATION = Configurations.read("""
            limits: {head: 2KiB, uri: 300B, body: 1KiB}
            listeners:
              - {id: web, address: "127.0.0.1:8080"}
              - {id: inner, address: "127.0.0.1:8081", limits: {uri: 400B, body: 2KiB}}
            pools: [{id: p}]
            routes:
              - {id: long, match: {path: {prefix: /long}}, action: {forward: [p]}, limits: {uri: 500B, head: 4KiB}}
              - {id: small, match: {path: {prefix: /small}}, action: {respond: {}}, limits: {body: 10B}}
              - {id: free, match: {path: {prefix: /free}}, action: {respond: {}}, limits: {body: 0B}}
              - {id: main, action: {forward: [p]}}
            """);

    private final SizeLimits limits = new SizeLimits(CONFIGURATION);
    private final SizeStage stage = new SizeStage(limits);

    @Test
    void thePathAndTheQueryTogetherMayHaveTheLimit() {
        passes(FakeRequest.get("/" + "a".repeat(199) + "?" + "b".repeat(99)));
        refused(FakeRequest.get("/" + "a".repeat(199) + "?" + "b".repeat(100)), ErrorReason.URI_TOO_LONG);
    }

    @Test
    void theHeadCountsAsHttp1WritesIt() {
        // "GET / HTTP/1.1\r\n" and "A: …\r\n"
        int rest = 2048 - 16 - 5;
        passes(FakeRequest.get("/").header("A", "x".repeat(rest)));
        refused(FakeRequest.get("/").header("A", "x".repeat(rest + 1)), ErrorReason.HEAD_TOO_LARGE);
        refused(
                FakeRequest.get("/").header("A", "x".repeat(1000)).header("B", "x".repeat(1100)),
                ErrorReason.HEAD_TOO_LARGE);
    }

    @Test
    void aBodyOfKnownLengthIsRefusedWhereNobodyReadsIt() {
        passes(body("/small", "10"), "small");
        assertEquals(Verdict.Answer.error(ErrorReason.BODY_TOO_LARGE), handle(body("/small", "11"), "small"));
        passes(body("/free", "1000000"), "free");
        passes(body("/", "1025"), "main");
        assertEquals(Verdict.Answer.error(ErrorReason.BODY_TOO_LARGE), handle(body("/", "1025"), ""));
        passes(body("/small", "nonsense"), "small");
    }

    @Test
    void aRouteMayAllowMore() {
        FakeRequest request = FakeRequest.get("/" + "a".repeat(450));
        assertEquals(Verdict.Answer.error(ErrorReason.URI_TOO_LONG), handle(request, "main"));
        passes(request, "long");
        passes(FakeRequest.get("/long").header("A", "x".repeat(3000)), "long");
    }

    /** A route counts before a listener, a listener before what is said for all. */
    @ParameterizedTest
    @CsvSource({
        "web, '', 300, 1024",
        "web, main, 300, 1024",
        "web, long, 500, 1024",
        "web, small, 300, 10",
        "inner, '', 400, 2048",
        "inner, main, 400, 2048",
        "inner, long, 500, 2048",
        "inner, free, 400, 0",
        "container, main, 300, 1024",
        "container, small, 300, 10"
    })
    void theNearestCounts(String listener, String route, long uri, long body) {
        FakeRequest request = FakeRequest.get("/");
        Exchange exchange = new Exchange("r", listener, request, Origin.of(request), new FakeTime());
        if (!route.isEmpty()) {
            exchange.route(Objects.requireNonNull(CONFIGURATION.route(route)));
        }
        assertEquals(uri, limits.of(exchange).uri().bytes());
        assertEquals(body, limits.of(exchange).body().bytes());
    }

    @Test
    void theLargestHeadOfAListenerCountsItsRoutes() {
        assertEquals(4096, CONFIGURATION.largestHead(CONFIGURATION.listeners().get(0)));
    }

    private static FakeRequest body(String path, String length) {
        return FakeRequest.of("POST", path).header("Content-Length", length);
    }

    private void passes(FakeRequest request) {
        passes(request, "main");
    }

    private void passes(FakeRequest request, String route) {
        assertSame(Verdict.GO_ON, handle(request, route));
    }

    private void refused(FakeRequest request, ErrorReason reason) {
        assertEquals(Verdict.Answer.error(reason), handle(request, "main"));
    }

    private Verdict handle(FakeRequest request, String route) {
        Exchange exchange = request.exchange();
        if (!route.isEmpty()) {
            exchange.route(Objects.requireNonNull(CONFIGURATION.route(route)));
        }
        return stage.handle(exchange);
    }
}
