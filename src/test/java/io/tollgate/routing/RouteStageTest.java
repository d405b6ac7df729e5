package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
    void aRouteInMaintenanceAsksToComeBackWhateverItDoesElse() {
        RouteSpec open = Routes.of("moved", new Action.Redirect(308, "/new"));
        RouteSpec closed = new RouteSpec(
                open.id(),
                open.match(),
                open.action(),
                open.request(),
                open.response(),
                new MaintenanceSpec(null, Duration.ofMinutes(5)));
        assertEquals(
                new Verdict.Answer(503, ErrorReason.MAINTENANCE, Map.of("Retry-After", "300"), null),
                new RouteStage(new Router(List.of(closed)), List.of(closed)).handle(exchange));
        assertSame(closed, exchange.route(), "figures and log know whose it was");
    }

    @Test
    void whatNoRouteTakesIsNotFound() {
        assertEquals(new Verdict.Answer(404, null, Map.of(), null), handle(Routes.of("api", List.of(), "/api")));
        assertNull(exchange.route());
    }

    private Verdict handle(RouteSpec route) {
        return new RouteStage(new Router(List.of(route)), List.of()).handle(exchange);
    }
}
