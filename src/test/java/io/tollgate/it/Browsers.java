package io.tollgate.it;

import io.tollgate.testing.SessionCaller;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cookie-keeping callers as people are: some pages with a few moments between, then a pause that outlasts the session;
 * and some who never pause.
 */
final class Browsers implements AutoCloseable {
    private static final int THREADS = 24;

    private final URI base;
    private final Duration idle;
    private final DelayQueue<Member> waiting = new DelayQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> lostByPausing = new ConcurrentLinkedQueue<>();
    private final AtomicLong lostByTireless = new AtomicLong();
    private final AtomicLong visits = new AtomicLong();
    private final AtomicLong sessionsIdledOut = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param idle how long the application's sessions live without a request
     * @param pausing callers whose sessions end by idling, again and again
     * @param tireless callers that never pause
     */
    Browsers(URI base, Duration idle, int pausing, int tireless) {
        this.base = base;
        this.idle = idle;
        Random seeds = new Random(23);
        for (int i = 0; i < pausing + tireless; i++) {
            Member member = new Member(i, i >= pausing, new Random(seeds.nextLong()));
            member.due = System.nanoTime() + member.random.nextLong(idle.toNanos());
            waiting.add(member);
        }
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::work, "browser " + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Requests that failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Sessions that a backend did not know any more though their caller had not idled. */
    List<String> lostByPausing() {
        return List.copyOf(lostByPausing);
    }

    /** The same of those who never pause. */
    long lostByTireless() {
        return lostByTireless.get();
    }

    /** Sessions that ended as they should. */
    long sessionsIdledOut() {
        return sessionsIdledOut.get();
    }

    long visits() {
        return visits.get();
    }

    @Override
    public void close() {
        closed.set(true);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        waiting.forEach(member -> member.caller.close());
    }

    private void work() {
        try {
            while (!closed.get()) {
                Member member = waiting.poll(50, TimeUnit.MILLISECONDS);
                if (member != null) {
                    visit(member);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(Member member) {
        boolean punctual = System.nanoTime() - member.due < idle.toNanos() / 4;
        SessionCaller.Visit visit = member.caller.visit();
        visits.incrementAndGet();
        if (visit.result() == SessionCaller.Result.FAILED) {
            failures.add("caller " + member.number + " " + visit);
        } else if (visit.result() == SessionCaller.Result.LOST) {
            if (member.tireless) {
                lostByTireless.incrementAndGet();
            } else if (punctual) {
                lostByPausing.add("caller " + member.number + " " + visit);
            }
        }
        member.next(idle);
        waiting.add(member);
    }

    private final class Member implements Delayed {
        private final int number;
        private final boolean tireless;
        private final Random random;
        private final SessionCaller caller = new SessionCaller(base);
        private int left;
        private long due;

        Member(int number, boolean tireless, Random random) {
            this.number = number;
            this.tireless = tireless;
            this.random = random;
            this.left = pages();
        }

        /** A visit of a few pages takes less than the idle time; after it the session is left to die. */
        void next(Duration idle) {
            long pause = idle.toNanos() / 60 + random.nextLong(idle.toNanos() / 12);
            if (!tireless && --left == 0) {
                left = pages();
                caller.idledOut();
                sessionsIdledOut.incrementAndGet();
                pause = idle.toNanos() * 12 / 10 + random.nextLong(idle.toNanos() / 2);
            }
            due = System.nanoTime() + pause;
        }

        private int pages() {
            return 3 + random.nextInt(6);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
