package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.eclipse.jetty.util.Pool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopPoolTest {
    private static final int FEW = 2;
    private static final int MOST = 4;

    private final ThreadLocal<@Nullable String> here = new ThreadLocal<>();
    private final LoopPool<String, Link> pool = new LoopPool<>(FEW, MOST, link -> link.loop, here::get);

    private static final class Link {
        private final String loop;
        private final AtomicInteger users = new AtomicInteger();

        private Link(String loop) {
            this.loop = loop;
        }
    }

    @Test
    void eachLoopHasItsOwn() {
        Link first = add("one");
        Link second = add("two");
        Pool.Entry<Link> own = acquire("two");
        assertSame(second, own.getPooled());
        assertNull(take("two"));
        assertTrue(own.release());
        assertSame(first, acquire("one").getPooled());
    }

    @Test
    void theOneThatWasUsedLastComesFirst() {
        add("one");
        Link second = add("one");
        Link third = add("one");
        Pool.Entry<Link> used = acquire("one");
        assertSame(third, used.getPooled());
        Pool.Entry<Link> other = acquire("one");
        assertSame(second, other.getPooled());
        assertTrue(used.release());
        assertTrue(other.release());
        assertSame(second, acquire("one").getPooled());
    }

    @Test
    void whileThereAreFewTheyAreShared() {
        Link only = add("one");
        assertSame(only, acquire("two").getPooled());
        assertNull(take("two"));
    }

    @Test
    void whereNoMoreMayBeMadeOnesAreTakenFromOtherLoops() {
        add("one");
        for (int i = 1; i < MOST; i++) {
            add("one");
            acquire("one");
            assertEquals(i == MOST - 1, take("two") != null);
        }
        assertNull(pool.reserve());
    }

    @Test
    void howeverManyAreIdleALoopLeavesThemToTheirs() {
        for (int i = 0; i < FEW + 1; i++) {
            add("one");
        }
        assertNull(take("two"));
        Pool.Entry<Link> first = acquire("one");
        Pool.Entry<Link> second = acquire("one");
        assertTrue(first.remove());
        assertNull(take("two"));
        assertTrue(second.remove());
        assertNotNull(take("two"), "few at all");
    }

    @Test
    void oneIsEnabledOnce() {
        Pool.Entry<Link> made = reserve();
        assertTrue(made.enable(new Link("one"), false));
        assertThrows(IllegalStateException.class, () -> made.enable(new Link("two"), false));
        assertSame(made, take("one"));
    }

    @Test
    void whoeverIsOnNoLoopGetsAny() {
        Link only = add("one");
        assertSame(only, acquire(null).getPooled());
        assertNull(take(null));
    }

    @Test
    void allCanBeTakenWhereverTheyAre() {
        add("one");
        add("two");
        here.set("three");
        assertNotNull(pool.acquireAny());
        assertNotNull(pool.acquireAny());
        assertNull(pool.acquireAny());
    }

    @Test
    void whatIsRemovedMakesRoomAndIsNotFound() {
        add("one");
        Pool.Entry<Link> entry = acquire("one");
        assertTrue(entry.release());
        assertTrue(entry.remove());
        assertFalse(entry.remove());
        assertFalse(entry.release());
        assertTrue(entry.isTerminated());
        assertNull(take("one"));
        assertEquals(0, pool.size());

        Pool.Entry<Link> reserved = reserve();
        assertEquals(1, pool.getReservedCount());
        assertTrue(reserved.remove());
        assertFalse(reserved.enable(new Link("one"), false));
        assertNull(take("one"));
        assertEquals(0, pool.size());
    }

    /** As when a backend ends. */
    @Test
    void thoseThatEndInAnyOrderAreNotFoundAndNotHeldForLong() {
        LoopPool<String, Link> many = new LoopPool<>(FEW, 1_000, link -> link.loop, here::get);
        List<Pool.Entry<Link>> entries = new ArrayList<>();
        List<WeakReference<Link>> links = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Link link = new Link("one");
            links.add(new WeakReference<>(link));
            Pool.Entry<Link> entry = Objects.requireNonNull(many.reserve());
            assertTrue(entry.enable(link, false));
            entries.add(entry);
        }
        Pool.Entry<Link> stays = entries.remove(0);
        Collections.shuffle(entries, new Random(5));
        for (Pool.Entry<Link> each : entries) {
            assertTrue(each.remove());
        }
        entries.clear();
        Awaitility.await().until(() -> {
            System.gc();
            return links.stream().filter(link -> link.get() != null).count() <= 65;
        });
        here.set("one");
        assertSame(stays, many.acquire());
        assertNull(many.acquire());
    }

    @Test
    void isCountedByWhatItIs() {
        add("one");
        add("two");
        acquire("two");
        assertNotNull(pool.reserve());
        assertEquals(3, pool.size());
        assertEquals(MOST, pool.getMaxSize());
        assertEquals(1, pool.getIdleCount());
        assertEquals(1, pool.getInUseCount());
        assertEquals(1, pool.getReservedCount());
        assertEquals(3, pool.stream().count());
    }

    @Test
    void oneThatIsMadeForSomebodyIsNotFoundByOthers() {
        Pool.Entry<Link> made = reserve();
        assertTrue(made.enable(new Link("one"), true));
        assertTrue(made.isInUse());
        assertNull(take("one"));
        assertTrue(made.release());
        assertSame(made, take("one"));
    }

    @Test
    void atTheEndAllAreToldOfAndNoneIsGivenOut() {
        add("one");
        add("one");
        Pool.Entry<Link> used = acquire("one");
        Pool.Entry<Link> reserved = reserve();
        List<Pool.Entry<Link>> left = List.copyOf(pool.terminate());
        assertTrue(pool.isTerminated());
        assertEquals(3, left.size());
        assertNull(take("one"));
        assertNull(pool.reserve());
        assertFalse(used.release());
        assertFalse(reserved.enable(new Link("one"), false));
        left.forEach(each -> assertTrue(each.remove()));
        assertEquals(0, pool.size());
    }

    /** Four loops and two strangers take, give back, throw away and make at a time. */
    @Test
    void neverHasOneTwoUsersNorAreThereTooMany() throws Exception {
        LoopPool<String, Link> shared = new LoopPool<>(3, 8, link -> link.loop, here::get);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String loop = i < 4 ? "loop " + i : null;
                Random random = new Random(i);
                workers.add(threads.submit(work(shared, loop, random)));
            }
            int served = 0;
            for (Future<Integer> worker : workers) {
                served += worker.get(60, TimeUnit.SECONDS);
            }
            assertTrue(served > 1_000, served + " were served");
            assertEquals(0, shared.getInUseCount());
            assertEquals(shared.size(), shared.getIdleCount());
            assertTrue(shared.size() > 0);
            here.set(null);
            int found = 0;
            for (var each = shared.acquire(); each != null; each = shared.acquire()) {
                found++;
            }
            assertEquals(shared.size(), found);
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<Integer> work(LoopPool<String, Link> shared, @Nullable String loop, Random random) {
        return () -> {
            here.set(loop);
            int served = 0;
            for (int i = 0; i < 30_000; i++) {
                Pool.Entry<Link> entry = shared.acquire();
                if (entry == null) {
                    entry = shared.reserve();
                    if (entry != null) {
                        assertTrue(entry.enable(new Link(loop == null ? "none" : loop), false));
                    }
                    continue;
                }
                Link link = entry.getPooled();
                assertEquals(1, link.users.incrementAndGet());
                assertTrue(shared.size() <= 8 + 6, "more than there may be and those that are refused at the moment");
                served++;
                link.users.decrementAndGet();
                assertTrue(random.nextInt(20) == 0 ? entry.remove() : entry.release());
            }
            return served;
        };
    }

    private Link add(String loop) {
        Link link = new Link(loop);
        assertTrue(reserve().enable(link, false));
        return link;
    }

    private Pool.Entry<Link> reserve() {
        return Objects.requireNonNull(pool.reserve());
    }

    private Pool.@Nullable Entry<Link> take(@Nullable String loop) {
        here.set(loop);
        return pool.acquire();
    }

    private Pool.Entry<Link> acquire(@Nullable String loop) {
        return Objects.requireNonNull(take(loop));
    }
}
