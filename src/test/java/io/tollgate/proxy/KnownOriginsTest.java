package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.Origin;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class KnownOriginsTest {
    private final AtomicInteger made = new AtomicInteger();
    private final KnownOrigins known = new KnownOrigins(origin -> {
        made.incrementAndGet();
        return HttpFields.build().add("Origin", origin.toString()).asImmutable();
    });

    @Test
    void linesAreMadeOnceForTheSameWayOfAsking() {
        assertSame(known.of(origin("10.0.0.1", "a.example")), known.of(origin("10.0.0.1", "a.example")));
        assertEquals(1, made.get());
    }

    /** More than there are places for, and each time in another order. */
    @Test
    void nobodyGetsTheLinesOfAnother() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5_000; i++) {
                Origin origin = origin("10.0." + i % 100 + "." + (i * 7 + round) % 250, "host-" + i % 900);
                assertEquals(origin.toString(), known.of(origin).get("Origin"));
            }
        }
    }

    @Test
    void longNamesAreNotKept() {
        Origin origin = origin("10.0.0.1", "a".repeat(8_000));
        assertEquals(known.of(origin), known.of(origin));
        assertEquals(2, made.get());
    }

    @Test
    void longSchemesAreNotKept() {
        Origin origin = new Origin("10.0.0.1", "a".repeat(8_000), "a.example", 80, List.of(), "");
        assertEquals(known.of(origin), known.of(origin));
        assertEquals(2, made.get());
    }

    private static Origin origin(String client, String authority) {
        return new Origin(client, "http", authority, 80, List.of(), "");
    }
}
