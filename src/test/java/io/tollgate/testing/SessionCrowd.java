package io.tollgate.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Many cookie-keeping callers that visit again and again, each at a pace of its own, until they are told to leave. */
public final class SessionCrowd implements AutoCloseable {
    private static final int THREADS = 16;
    private static final long PAUSE_MILLIS = 400;

    private final URI base;
    private final DelayQueue<Member> waiting = new DelayQueue<>();
    private final Map<Integer, String> seats = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> visits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<Integer, Boolean> leaving = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private int members;

    /** A crowd of nobody yet. */
    public SessionCrowd(URI base) {
        this.base = base;
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::work, "crowd " + i);
            threads.add(thread);
            thread.start();
        }
    }

    /** Lets more callers come. */
    public void join(int count) {
        for (int i = 0; i < count; i++) {
            int number = members++;
            visits.put(number, new AtomicLong());
            waiting.add(new Member(number, new SessionCaller(base), System.nanoTime()));
        }
    }

    /** Lets those who were last served by that backend leave. */
    public void leave(String backend) {
        leave(backend, Long.MAX_VALUE);
    }

    /** Lets so many of those who were last served by that backend leave, or all when there are fewer. */
    public void leave(String backend, long count) {
        seats.entrySet().stream()
                .filter(seat -> staysAt(seat, backend))
                .limit(count)
                .forEach(seat -> leaving.put(seat.getKey(), true));
    }

    /** Callers that stay and were last served by that backend. */
    public long seatedAt(String backend) {
        return seats.entrySet().stream().filter(seat -> staysAt(seat, backend)).count();
    }

    /** Visits of the staying caller with the fewest. */
    public long fewestVisits() {
        return visits.entrySet().stream()
                .filter(member -> !leaving.containsKey(member.getKey()))
                .mapToLong(member -> member.getValue().get())
                .min()
                .orElse(0);
    }

    /** What failed and which sessions were lost: empty when all is well. */
    public List<String> troubles() {
        return List.copyOf(troubles);
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
    }

    private boolean staysAt(Map.Entry<Integer, String> seat, String backend) {
        return seat.getValue().equals(backend) && !leaving.containsKey(seat.getKey());
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
        if (leaving.containsKey(member.number())) {
            member.caller().close();
            return;
        }
        SessionCaller.Visit visit = member.caller().visit();
        if (visit.result() != SessionCaller.Result.WELL) {
            troubles.add("caller " + member.number() + " " + visit);
        }
        seats.put(member.number(), visit.backend());
        visits.computeIfPresent(member.number(), (number, count) -> {
            count.incrementAndGet();
            return count;
        });
        waiting.add(new Member(
                member.number(), member.caller(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS)));
    }

    /** A caller and when it visits next. */
    private record Member(int number, SessionCaller caller, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
