package io.tollgate.guard;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.RequestView;
import io.tollgate.exchange.Stage;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Action;
import io.tollgate.model.LimitSpec;
import io.tollgate.model.RouteSpec;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that are too large, once their route is known. The head counts as HTTP/1.1 would write it, whatever
 * it came in. A body that is forwarded is judged by whoever reads it, since not every length is known beforehand.
 */
public final class SizeStage implements Stage {
    /** The blanks and the line end of a request line; the colon, blank and line end of a field. */
    private static final int AROUND = 4;

    private final SizeLimits limits;

    public SizeStage(SizeLimits limits) {
        this.limits = limits;
    }

    @Override
    public Verdict handle(Exchange exchange) {
        LimitSpec limit = limits.of(exchange);
        RequestView request = exchange.request();
        int target = target(request);
        if (target > limit.uri().bytes()) {
            return Verdict.Answer.error(ErrorReason.URI_TOO_LONG);
        }
        if (target + rest(request) > limit.head().bytes()) {
            return Verdict.Answer.error(ErrorReason.HEAD_TOO_LARGE);
        }
        long body = limit.body().bytes();
        if (body > 0 && !forwarded(exchange.route()) && length(request.header("Content-Length")) > body) {
            return Verdict.Answer.error(ErrorReason.BODY_TOO_LARGE);
        }
        return Verdict.GO_ON;
    }

    private static int target(RequestView request) {
        String query = request.rawQuery();
        return request.rawPath().length() + (query == null ? 0 : 1 + query.length());
    }

    private static long rest(RequestView request) {
        Counter counter = new Counter();
        request.eachHeader(counter::add);
        return request.method().length() + request.protocol().length() + AROUND + counter.bytes;
    }

    private static boolean forwarded(@Nullable RouteSpec route) {
        return route != null && route.action() instanceof Action.Forward;
    }

    /** 0 where there is none that can be read, which is for whoever frames the body to judge. */
    private static long length(@Nullable String field) {
        try {
            return field == null ? 0 : Long.parseLong(field);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static final class Counter {
        private long bytes;

        private void add(String name, String value) {
            bytes += name.length() + value.length() + AROUND;
        }
    }
}
