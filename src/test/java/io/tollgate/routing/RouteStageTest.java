package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteStageTest {
    private final Exchange exchange = FakeRequest.get("/x").exchange();

    @Test
    void aForwardGoesOn() {
        RouteSpec route = Routes.all("main");
        assertSame(Verdict.GO_ON, handle(route));
        assertSame(route, exchange.route());
        assertNull(exchange.pool(), "chosen where the tie is known");
    }

    @Test
    void localGoesOn() {
        RouteSpec route = Routes.of("app", new Action.Local());
        assertSame(Verdict.GO_ON, handle(route));
        assertSame(route, exchange.route());
    }

    @Test
    void aRedirectIsAnsweredWithItsLocationAndNoBody() {
        RouteSpec route = Routes.of("moved", new Action.Redirect(308, "https://example.com/new"));
        assertEquals(new Verdict.Answer(308, null, Map.of("Location", "https://example.com/new"), ""), handle(route));
        assertSame(route, exchange.route());
    }

    @Test
    void aFixedTextIsAnsweredAsUtf8() {
        assertEquals(
                new Verdict.Answer(200, null, Map.of("Content-Type", "text/plain; charset=utf-8"), "schön"),
                handle(Routes.of("r", new Action.Respond(200, "schön", "text/plain"))));
        assertEquals(
                new Verdict.Answer(200, null, Map.of("Content-Type", "text/html; Charset=UTF-8"), "x"),
                handle(Routes.of("r", new Action.Respond(200, "x", "text/html; Charset=UTF-8"))));
    }

    @Test
    void anyOtherTypeIsSentAsItIs() {
        assertEquals(
                new Verdict.Answer(503, null, Map.of("Content-Type", "application/json"), "{}"),
                handle(Routes.of("r", new Action.Respond(503, "{}", "application/json"))));
    }

    @Test
    void anAnswerWithoutABodyHasNoType() {
        assertEquals(
                new Verdict.Answer(204, null, Map.of(), ""),
                handle(Routes.of("r", new Action.Respond(204, "", "text/plain"))));
    }

    @Test
    void whatNoRouteTakesIsNotFound() {
        assertEquals(Verdict.Answer.error(ErrorReason.NO_ROUTE), handle(Routes.of("api", List.of(), "/api")));
        assertNull(exchange.route());
    }

    @ParameterizedTest
    @CsvSource({
        "/public/x, public",
        "/public%2Fx, ",
        "/public/%2F/x, public",
        "/public/..%2Fadmin/x, ",
        "/public/../admin, ",
        "/public/../public/x, public",
        "/public/a/../x, public",
        "//admin/x, ",
        "/public//admin, public",
        "/admin;v=1/x, ",
        "/public/x;v=1, public",
        "/x/y\\z, rest",
        "/admin\\x, ",
        "/public/..;/admin, ",
        "/x/y%2Fz, rest",
        "/%2561dmin, ",
        "/public/%252e, public",
    })
    void aDoubtfulPathPassesWhereEachOfItsReadingsTakesTheSameRoute(String path, String route) {
        RouteStage stage = new RouteStage(
                new Router(List.of(
                        Routes.of("admin", List.of(), "/admin"),
                        Routes.of("public", List.of(), "/public"),
                        Routes.of("rest", List.of(), "/x"))),
                e -> Verdict.GO_ON);
        Exchange doubtful = FakeRequest.get(path).exchange();
        doubtful.doubtPath();
        Verdict verdict = stage.handle(doubtful);
        if (route == null) {
            assertEquals(Verdict.Answer.error(ErrorReason.BAD_REQUEST), verdict);
            assertNull(doubtful.route());
        } else {
            assertSame(Verdict.GO_ON, verdict);
            assertEquals(route, Objects.requireNonNull(doubtful.route()).id());
        }
    }

    @Test
    void whatNobodyDoubtsIsReadOnce() {
        Exchange certain = FakeRequest.get("/public/..%2Fadmin").exchange();
        assertSame(
                Verdict.GO_ON,
                new RouteStage(new Router(List.of(Routes.of("admin", List.of(), "/admin"))), e -> Verdict.GO_ON)
                        .handle(certain));
    }

    private Verdict handle(RouteSpec route) {
        return new RouteStage(new Router(List.of(route)), e -> Verdict.GO_ON).handle(exchange);
    }
}
