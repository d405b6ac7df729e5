package io.tollgate.boot;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Knows how many exchanges are under way, and passes on what it is told of them. Thread-safe. */
public final class OpenExchanges implements ExchangeObserver {
    private final List<ExchangeObserver> observers;
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private volatile @Nullable CountDownLatch none;

    /**
     * @param observers told of each end, in this order
     */
    OpenExchanges(List<ExchangeObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void began() {
        begun.increment();
    }

    @Override
    public void ended(Exchange exchange) {
        try {
            for (ExchangeObserver observer : observers) {
                observer.ended(exchange);
            }
        } finally {
            over();
        }
    }

    private void over() {
        ended.increment();
        CountDownLatch awaited = none;
        if (awaited != null && open() == 0) {
            awaited.countDown();
        }
    }

    /**
     * Waits until none is under way. For one thread, and when no more begin.
     *
     * @return how many still are when the time is up
     */
    public int awaitNone(Duration limit) {
        CountDownLatch awaited = new CountDownLatch(1);
        none = awaited;
        try {
            if (open() > 0) {
                boolean unused = awaited.await(limit.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return (int) open();
    }

    /** How many are under way. */
    public long open() {
        // In this order: one that begins and ends in between must not make another look ended.
        long over = ended.sum();
        return begun.sum() - over;
    }
}
