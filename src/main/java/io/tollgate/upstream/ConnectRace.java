package io.tollgate.upstream;

import io.tollgate.time.Timer;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Connects to whichever of a backend's addresses answers first. They are tried in turn, each a little after the one
 * before and beside it, or at once when that one has failed; so an address that swallows everything costs a moment and
 * not the whole time limit (RFC 8305, section 5). For one use. Thread-safe.
 *
 * @param <A> an address
 * @param <C> a connection
 */
final class ConnectRace<A, C> {
    /** The Connection Attempt Delay that the RFC recommends, and the least that it allows. */
    private static final Duration APART = Duration.ofMillis(250);

    private static final Duration LEAST_APART = Duration.ofMillis(10);

    private final List<A> addresses;
    private final Duration limit;
    private final Duration apart;
    private final Timer timer;
    private final Dialler<A, C> dialler;
    private final Promise<C> outcome;

    private final List<Runner> running = new ArrayList<>();
    private int next;
    private boolean over;
    private Timer.Cancellable nextStart = Timer.Cancellable.NOTHING;
    private Timer.Cancellable end = Timer.Cancellable.NOTHING;

    /** How a single address is tried. Never throws. */
    interface Dialler<A, C> {
        /**
         * Begins to connect.
         *
         * @param outcome told how it ended, at once or later
         * @return gives it up; no harm after it has ended
         */
        Runnable dial(A address, Promise<C> outcome);

        /** Closes a connection that came too late. */
        void drop(C connection);
    }

    /**
     * @param addresses in the order to try them in; at least one
     * @param limit for all of it
     * @param outcome told once
     */
    ConnectRace(List<A> addresses, Duration limit, Timer timer, Dialler<A, C> dialler, Promise<C> outcome) {
        this.addresses = List.copyOf(addresses);
        this.limit = limit;
        this.apart = apart(limit, addresses.size());
        this.timer = timer;
        this.dialler = dialler;
        this.outcome = outcome;
    }

    void start() {
        synchronized (this) {
            end = timer.after(limit, this::outOfTime);
        }
        startNext();
    }

    /** So that each has its turn within the limit. */
    private static Duration apart(Duration limit, int addresses) {
        Duration fair = limit.dividedBy(addresses + 1L);
        Duration least = fair.compareTo(LEAST_APART) < 0 ? LEAST_APART : fair;
        return least.compareTo(APART) < 0 ? least : APART;
    }

    private void startNext() {
        Runner runner = new Runner();
        A address;
        synchronized (this) {
            if (over || next == addresses.size()) {
                return;
            }
            address = addresses.get(next);
            next++;
            running.add(runner);
            nextStart.cancel();
            nextStart = next < addresses.size() ? timer.after(apart, this::startNext) : Timer.Cancellable.NOTHING;
        }
        runner.began(dialler.dial(address, runner));
    }

    private void outOfTime() {
        if (finish(null)) {
            outcome.failed(new SocketTimeoutException("no connection within " + limit.toMillis() + " ms"));
        }
    }

    /** Ends it, and gives up all but the winner; false when it had ended before. */
    private boolean finish(@Nullable Runner winner) {
        List<Runner> losers;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            nextStart.cancel();
            end.cancel();
            running.remove(winner);
            losers = List.copyOf(running);
            running.clear();
        }
        losers.forEach(Runner::giveUp);
        return true;
    }

    /** The attempt at one address. */
    private final class Runner implements Promise<C> {
        private @Nullable Runnable abandon;
        private boolean givenUp;

        @Override
        public void succeeded(C connection) {
            if (finish(this)) {
                outcome.succeeded(connection);
            } else {
                dialler.drop(connection);
            }
        }

        @Override
        public void failed(Throwable cause) {
            boolean last;
            synchronized (ConnectRace.this) {
                if (over || !running.remove(this)) {
                    return;
                }
                last = running.isEmpty() && next == addresses.size();
            }
            if (!last) {
                startNext();
            } else if (finish(null)) {
                outcome.failed(cause);
            }
        }

        private void began(Runnable how) {
            boolean late;
            synchronized (ConnectRace.this) {
                abandon = how;
                late = givenUp;
            }
            if (late) {
                how.run();
            }
        }

        private void giveUp() {
            Runnable how;
            synchronized (ConnectRace.this) {
                givenUp = true;
                how = abandon;
            }
            if (how != null) {
                how.run();
            }
        }
    }
}
