package io.tollgate.guard;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.HttpToken;
import io.tollgate.model.Strictness;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no backend should see. Looks at each request's head for flaws, notes the gravest in the exchange, and does
 * with it what the {@link Strictness} says. A request without flaws costs one reading of its head and no memory.
 */
public final class GuardStage implements Stage {
    private static final Verdict REFUSED = Verdict.Answer.error(ErrorReason.BAD_REQUEST);
    private static final String[] OF_CONNECTION = {"Connection", "Keep-Alive", "Proxy-Connection", "Upgrade"};

    private final Strictness strictness;

    public GuardStage(Strictness strictness) {
        this.strictness = strictness;
    }

    @Override
    public Verdict handle(Exchange exchange) {
        RequestView request = exchange.request();
        Flaw flaw = flaw(request);
        if (flaw != null) {
            exchange.flaw(flaw);
            if (refuses(flaw)) {
                exchange.endConnection();
                return REFUSED;
            }
            passes(flaw, exchange);
        }
        return Verdict.GO_ON;
    }

    private boolean refuses(Flaw flaw) {
        return switch (flaw.treatment()) {
            case PASS, READINGS -> strictness == Strictness.STRICTEST;
            case REFUSE -> strictness != Strictness.MONITOR;
            case ALWAYS -> true;
        };
    }

    private void passes(Flaw flaw, Exchange exchange) {
        if (flaw.treatment() == Flaw.Treatment.PASS) {
            return;
        }
        if (strictness == Strictness.MONITOR) {
            exchange.endConnection();
        } else {
            exchange.doubtPath();
        }
    }

    private static @Nullable Flaw flaw(RequestView request) {
        Flaw flaw = Flaw.graver(
                TargetCheck.of(request.rawPath(), request.rawQuery()),
                Flaw.graver(FramingCheck.of(request), FieldCheck.of(request)));
        flaw = Flaw.graver(flaw, HostCheck.of(request));
        flaw = Flaw.graver(flaw, method(request.method()));
        flaw = Flaw.graver(flaw, scheme(request));
        return Flaw.graver(flaw, version(request));
    }

    private static @Nullable Flaw method(String method) {
        if (method.equals("CONNECT")) {
            // A balancer in front of servers is no forward proxy. What a client sends ahead into the tunnel that it
            // expects is no request.
            return Flaw.TUNNEL;
        }
        return HttpToken.valid(method) ? null : Flaw.BAD_METHOD;
    }

    private static @Nullable Flaw scheme(RequestView request) {
        String scheme = request.scheme();
        return scheme.equals("https") || scheme.equals("http") ? null : Flaw.BAD_TARGET;
    }

    private static @Nullable Flaw version(RequestView request) {
        String version = request.protocol();
        if (version.equals("HTTP/1.1") || version.equals("HTTP/1.0")) {
            return null;
        }
        if (!version.startsWith("HTTP/2")) {
            return Flaw.BAD_VERSION;
        }
        // The request that upgraded a connection to HTTP/2 is answered in it, and came by HTTP/1.1: in HTTP/2 itself
        // no parser takes a Connection field.
        boolean upgraded = request.header("HTTP2-Settings") != null && request.header("Connection") != null;
        boolean misplaced = request.header("Transfer-Encoding") != null || (!upgraded && isOfConnection(request));
        return misplaced ? Flaw.HOP_FIELD : null;
    }

    private static boolean isOfConnection(RequestView request) {
        for (String name : OF_CONNECTION) {
            if (request.header(name) != null) {
                return true;
            }
        }
        return false;
    }
}
