package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.model.QueueSpec;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers that wait because every backend they may have is at its limit: first come, first served, bounded, each with
 * a deadline. A caller that waits for its own backend does not hold up those behind it. Thread-safe, lock-free.
 */
final class WaitQueue {
    private static final Logger LOG = LoggerFactory.getLogger(WaitQueue.class);

    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger depth = new AtomicInteger();
    private final AtomicInteger alike = new AtomicInteger();
    private final AtomicInteger particular = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Deadlines deadlines;
    private final Predicate<Caller> serve;
    private final Predicate<Caller> atDeadline;
    private final BooleanSupplier equal;

    /**
     * @param serve hands the caller a lease if there is one for it now
     * @param atDeadline the same, for a caller whose time is up, before it is refused
     * @param equal whether what one caller for whom any backend will do cannot have, no other such can, as things are;
     *     {@link #advance} follows whenever that changes
     */
    WaitQueue(Deadlines deadlines, Predicate<Caller> serve, Predicate<Caller> atDeadline, BooleanSupplier equal) {
        this.deadlines = deadlines;
        this.serve = serve;
        this.atDeadline = atDeadline;
        this.equal = equal;
    }

    int depth() {
        return depth.get();
    }

    boolean isEmpty() {
        return depth.get() == 0;
    }

    /**
     * Lets the caller wait. When the queue is full it is refused at once if one like it waits; else, for all who wait
     * may be waiting for a backend of their own, it is tried once, in its turn.
     *
     * @param any whether any backend will do that the policy lets it have
     */
    Pool.Ticket enter(Caller caller, boolean any, QueueSpec spec) {
        boolean stays = depth.incrementAndGet() <= spec.max();
        if (!stays) {
            depth.decrementAndGet();
            if (any && alike.get() > 0 && equal.getAsBoolean()) {
                caller.refused(ErrorReason.QUEUE_FULL);
                return Pool.Ticket.SETTLED;
            }
        }
        Waiting waiting = new Waiting(caller, any, stays);
        waiting.kind().incrementAndGet();
        queue.add(waiting);
        if (stays) {
            waiting.expireAfter(spec);
        }
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
            boolean anyInVain = false;
            for (Waiting waiting : queue) {
                boolean served = waiting.tryServe(waiting.any && anyInVain);
                // Asked after the try: if it changes only now, the change makes another round follow this one.
                anyInVain |= waiting.any && !served && equal.getAsBoolean();
                if (anyInVain && particular.get() == 0) {
                    break;
                }
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
        private final boolean any;
        private final boolean stays;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private volatile Timer.Cancellable deadline = Timer.Cancellable.NOTHING;

        private Waiting(Caller caller, boolean any, boolean stays) {
            this.caller = caller;
            this.any = any;
            this.stays = stays;
        }

        /** Who must be looked at in every round, and who need not once an equal was tried in vain. */
        private AtomicInteger kind() {
            return any && stays ? alike : particular;
        }

        @Override
        public void cancel() {
            if (takenOut(State.CANCELLED)) {
                remove();
            }
        }

        /**
         * Takes it out, unless a round has it in hand, which then finds that.
         *
         * @return whether it is this caller's to do what follows
         */
        private boolean takenOut(State noted) {
            // A round may put it back, or take it up, between one look and the next.
            for (State now = state.get(); now == State.WAITING || now == State.TRYING; now = state.get()) {
                boolean waits = now == State.WAITING;
                if (state.compareAndSet(now, waits ? State.OUT : noted)) {
                    return waits;
                }
            }
            return false;
        }

        private void expireAfter(QueueSpec spec) {
            deadline = deadlines.set(spec.patience(), this::expire);
            if (state.get() == State.OUT) {
                // It was served before there was a deadline to lift.
                deadline.cancel();
            }
        }

        private void expire() {
            if (takenOut(State.EXPIRED)) {
                remove();
                timeUp();
            }
        }

        /**
         * @param inVain it is known that there is nothing to be had
         * @return false when it was tried in vain
         */
        private boolean tryServe(boolean inVain) {
            if (inVain && stays) {
                return false;
            }
            if (!state.compareAndSet(State.WAITING, State.TRYING)) {
                return true;
            }
            boolean served = !inVain && answered(serve);
            if (!served && stays && state.compareAndSet(State.TRYING, State.WAITING)) {
                return false;
            }
            State found = state.getAndSet(State.OUT);
            remove();
            if (!served && found == State.EXPIRED) {
                timeUp();
            } else if (!served && found == State.TRYING) {
                refuse(ErrorReason.QUEUE_FULL);
            }
            return served;
        }

        private void timeUp() {
            if (!answered(atDeadline)) {
                refuse(ErrorReason.QUEUE_TIMEOUT);
            }
        }

        private void refuse(ErrorReason reason) {
            boolean unused = answered(each -> {
                each.refused(reason);
                return true;
            });
        }

        /** A caller that fails at its answer has had it all the same, and must not keep the others from theirs. */
        private boolean answered(Predicate<Caller> by) {
            try {
                return by.test(caller);
            } catch (RuntimeException | Error e) {
                LOG.error("A caller failed at its answer", e);
                return true;
            }
        }

        private void remove() {
            deadline.cancel();
            queue.remove(this);
            kind().decrementAndGet();
            if (stays) {
                depth.decrementAndGet();
            }
        }
    }
}
