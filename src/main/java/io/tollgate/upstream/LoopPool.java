package io.tollgate.upstream;

import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one backend, kept apart by the loop that each is on. Whoever asks on a loop gets one of that loop, the
 * one that was used last: an exchange over another loop's wakes a thread for each of its events. He gets another's only
 * while there are few at all and where no more may be made; else he gets none, and a new one is to be made, as each of
 * nginx's workers has its own. (HAProxy moves idle ones from thread to thread; Jetty's selectors do not part with any.)
 * Whoever is on no loop gets any.
 *
 * <p>Finding one and removing one takes the same time however many there are, while
 * {@link org.eclipse.jetty.util.ConcurrentPool} looks at all of them from the first on. Thread-safe, without locks.
 *
 * @param <L> a loop
 * @param <P> a connection
 */
final class LoopPool<L, P> implements Pool<P> {
    private enum State {
        RESERVED,
        IDLE,
        IN_USE,
        GONE
    }

    private static final int MOST_GONE = 64;
    private static final int GONE_PART = 4;

    private final int few;
    private final int most;
    private final Function<P, L> loopOf;
    private final Supplier<@Nullable L> here;
    private final AtomicInteger size = new AtomicInteger();

    /** Of those that are not in the pool any more, at most so many lie among the others. */
    private final AtomicInteger gone = new AtomicInteger();

    private final Set<Place> places = ConcurrentHashMap.newKeySet();
    private final Map<L, Deque<Place>> idle = new ConcurrentHashMap<>();
    private volatile boolean terminated;

    /**
     * @param few while there are fewer than so many, on all loops, all share them
     * @param most that there may be, on all loops
     * @param loopOf a connection's
     * @param here the loop that this thread is on, if it is on one
     */
    LoopPool(int few, int most, Function<P, L> loopOf, Supplier<@Nullable L> here) {
        this.few = few;
        this.most = most;
        this.loopOf = loopOf;
        this.here = here;
    }

    @Override
    public @Nullable Entry<P> reserve() {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            return null;
        }
        Place place = new Place();
        places.add(place);
        if (terminated) {
            boolean unused = place.remove();
            return null;
        }
        return place;
    }

    @Override
    public @Nullable Entry<P> acquire() {
        L loop = here.get();
        if (loop != null) {
            Entry<P> own = take(idle.get(loop));
            if (own != null || mayBeMade()) {
                return own;
            }
        }
        return acquireAny();
    }

    private boolean mayBeMade() {
        int there = size.get();
        return there >= few && there < most;
    }

    /** One that is idle, on whatever loop; null when none is. */
    @Nullable
    Entry<P> acquireAny() {
        for (Deque<Place> each : idle.values()) {
            Entry<P> found = take(each);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Entry<P> take(@Nullable Deque<Place> stack) {
        if (stack == null || terminated) {
            return null;
        }
        for (Place place = stack.pollFirst(); place != null; place = stack.pollFirst()) {
            if (place.state.compareAndSet(State.IDLE, State.IN_USE)) {
                return place;
            }
        }
        return null;
    }

    /**
     * One that is gone stays where it lies, for to look for it takes the longer the more there are, and when a backend
     * ends they all end. Taking passes over it, and once there are some for the number of all they are taken out.
     */
    private void lyingGone() {
        if (gone.incrementAndGet() >= Math.max(MOST_GONE, size.get() / GONE_PART)) {
            gone.set(0);
            idle.values().forEach(stack -> stack.removeIf(place -> place.state.get() == State.GONE));
        }
    }

    @Override
    public boolean isTerminated() {
        return terminated;
    }

    /** From now on none is given out or taken back; those that are there are to be removed. */
    @Override
    public Collection<Entry<P>> terminate() {
        terminated = true;
        return List.copyOf(places);
    }

    @Override
    public int size() {
        return size.get();
    }

    @Override
    public int getMaxSize() {
        return most;
    }

    @Override
    public Stream<Entry<P>> stream() {
        return places.stream().map(place -> place);
    }

    @Override
    public String toString() {
        return "LoopPool[" + size.get() + " of " + most + ", " + getIdleCount() + " idle]";
    }

    private final class Place implements Entry<P> {
        private final AtomicReference<State> state = new AtomicReference<>(State.RESERVED);
        private volatile @Nullable P pooled;
        private volatile Deque<Place> stack = new ConcurrentLinkedDeque<>();

        @Override
        public boolean enable(P connection, boolean acquire) {
            if (isTerminated()) {
                return false;
            }
            if (!isReserved()) {
                throw new IllegalStateException("enabled twice");
            }
            pooled = connection;
            stack = idle.computeIfAbsent(loopOf.apply(connection), loop -> new ConcurrentLinkedDeque<>());
            if (terminated || !state.compareAndSet(State.RESERVED, acquire ? State.IN_USE : State.IDLE)) {
                return false;
            }
            if (!acquire) {
                lie();
            }
            return true;
        }

        @Override
        public @Nullable P getPooled() {
            return pooled;
        }

        @Override
        public boolean release() {
            if (terminated || !state.compareAndSet(State.IN_USE, State.IDLE)) {
                return false;
            }
            lie();
            return true;
        }

        private void lie() {
            stack.addFirst(this);
            if (state.get() == State.GONE) {
                lyingGone();
            }
        }

        @Override
        public boolean remove() {
            State before = state.getAndSet(State.GONE);
            if (before == State.GONE) {
                return false;
            }
            places.remove(this);
            size.decrementAndGet();
            if (before == State.IDLE) {
                lyingGone();
            }
            return true;
        }

        @Override
        public boolean isReserved() {
            return state.get() == State.RESERVED;
        }

        @Override
        public boolean isIdle() {
            return state.get() == State.IDLE;
        }

        @Override
        public boolean isInUse() {
            return state.get() == State.IN_USE;
        }

        @Override
        public boolean isTerminated() {
            return terminated || state.get() == State.GONE;
        }
    }
}
