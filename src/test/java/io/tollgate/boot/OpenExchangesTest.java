package io.tollgate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class OpenExchangesTest {
    private final ExchangeObserver observer = Mockito.mock(ExchangeObserver.class);
    private final Exchange exchange = Mockito.mock(Exchange.class);
    private final OpenExchanges exchanges = new OpenExchanges(List.of(observer));

    @Test
    void doesNotWaitForWhatHasEnded() {
        exchanges.began();
        exchanges.ended(exchange);

        assertEquals(0, exchanges.awaitNone(Duration.ofDays(1)));
        Mockito.verify(observer).ended(exchange);
    }

    @Test
    void saysHowManyAreLeftWhenTheTimeIsUp() {
        exchanges.began();
        exchanges.began();
        exchanges.ended(exchange);

        assertEquals(1, exchanges.awaitNone(Duration.ZERO));
    }

    @Test
    void waitsForTheLast() throws Exception {
        exchanges.began();
        exchanges.began();
        CompletableFuture<Integer> left = CompletableFuture.supplyAsync(() -> exchanges.awaitNone(Duration.ofDays(1)));
        exchanges.ended(exchange);
        exchanges.ended(exchange);

        assertEquals(0, left.get(30, TimeUnit.SECONDS));
    }
}
