package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.QueueSpec;
import io.tollgate.time.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Callers that wait because every backend they may have is at its limit: first come, first served, bounded, each with
 * a deadline. A caller that waits for its own backend does not hold up those behind it. Thread-safe, lock-free.
 */
final class WaitQueue {
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger depth = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Timer timer;
    private final Predicate<Caller> serve;

    /**
     * @param serve hands the caller a lease if there is one for it now
     */
    WaitQueue(Timer timer, Predicate<Caller> serve) {
        this.timer = timer;
        this.serve = serve;
    }

    int depth() {
        return depth.get();
    }

    boolean isEmpty() {
        return depth.get() == 0;
    }

    /** Lets the caller wait, or refuses it when the queue is full. */
    Pool.Ticket enter(Caller caller, QueueSpec spec) {
        if (depth.incrementAndGet() > spec.max()) {
            depth.decrementAndGet();
            caller.refused(ErrorReason.QUEUE_FULL);
            return Pool.Ticket.SETTLED;
        }
        Waiting waiting = new Waiting(caller);
        queue.add(waiting);
        waiting.deadline = timer.after(spec.patience(), waiting::expire);
        // A backend may have come free between the caller's vain pick and its standing here.
        advance();
        return waiting;
    }

    /** Serves whom it can, in order. One thread at a time goes through the queue; a call meanwhile makes it go again. */
    void advance() {
        if (rounds.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            for (Waiting waiting : queue) {
                waiting.tryServe();
            }
            seen = rounds.addAndGet(-seen);
        }
    }

    private enum State {
        WAITING,
        TRYING,
        CANCELLED,
        EXPIRED,
        OUT
    }

    /** One caller in the queue. A round has it in hand while it is TRYING; what comes meanwhile is noted for its end. */
    private final class Waiting implements Pool.Ticket {
        private final Caller caller;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private volatile Timer.Cancellable deadline = () -> false;

        private Waiting(Caller caller) {
            this.caller = caller;
        }

        @Override
        public void cancel() {
            if (state.compareAndSet(State.WAITING, State.OUT)) {
                remove();
            } else {
                state.compareAndSet(State.TRYING, State.CANCELLED);
            }
        }

        private void expire() {
            if (state.compareAndSet(State.WAITING, State.OUT)) {
                remove();
                caller.refused(ErrorReason.QUEUE_TIMEOUT);
            } else {
                state.compareAndSet(State.TRYING, State.EXPIRED);
            }
        }

        private void tryServe() {
            if (!state.compareAndSet(State.WAITING, State.TRYING)) {
                return;
            }
            boolean served = serve.test(caller);
            if (!served && state.compareAndSet(State.TRYING, State.WAITING)) {
                return;
            }
            State found = state.getAndSet(State.OUT);
            remove();
            if (!served && found == State.EXPIRED) {
                caller.refused(ErrorReason.QUEUE_TIMEOUT);
            }
        }

        private void remove() {
            deadline.cancel();
            queue.remove(this);
            depth.decrementAndGet();
        }
    }
}
