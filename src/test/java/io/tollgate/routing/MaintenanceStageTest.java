package io.tollgate.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.RouteSpec;
import io.tollgate.testing.FakeRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaintenanceStageTest {
    private static final Verdict BACK_IN_A_MINUTE =
            new Verdict.Answer(503, ErrorReason.MAINTENANCE, Map.of("Retry-After", "60"), null);

    private final Exchange exchange = FakeRequest.get("/x").exchange();

    static Stream<Action> actions() {
        return Stream.of(
                Routes.all("main").action(),
                new Action.Local(),
                new Action.Redirect(308, "/new"),
                new Action.Respond(200, "x", "text/plain"));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void aRouteInMaintenanceAsksToComeBackWhateverItDoesElse(Action action) {
        RouteSpec route = Routes.of("closed", action);
        MaintenanceStage maintenance = new MaintenanceStage(List.of(route));
        assertEquals(BACK_IN_A_MINUTE, new RouteStage(new Router(List.of(route)), maintenance).handle(exchange));
        assertSame(route, exchange.route(), "so that log and figures name it");
    }

    @Test
    void anyOtherGoesOn() {
        MaintenanceStage maintenance = new MaintenanceStage(List.of(Routes.all("closed")));
        assertSame(Verdict.GO_ON, maintenance.handle(exchange));
        exchange.route(Routes.all("open"));
        assertSame(Verdict.GO_ON, maintenance.handle(exchange));
    }

    @Test
    void theNextIsAskedUnlessItAnswers() {
        RouteSpec route = Routes.all("closed");
        exchange.route(route);
        Verdict next = Verdict.Answer.error(ErrorReason.BODY_TOO_LARGE);
        assertEquals(
                BACK_IN_A_MINUTE,
                new MaintenanceStage(List.of(route)).then(e -> next).handle(exchange));
        assertSame(next, new MaintenanceStage(List.of()).then(e -> next).handle(exchange));
    }
}
