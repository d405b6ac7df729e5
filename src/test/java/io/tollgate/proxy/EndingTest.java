package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final Ending ending = new Ending(Duration.ofMinutes(10));
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void thereIsOne() {
        ending.ours(ends::incrementAndGet);
        ending.ours(ends::incrementAndGet);
        assertEquals(1, ends.get());
    }

    @Test
    void thereIsNoneOfOursAfterTheirs() {
        ending.theirs();
        ending.ours(ends::incrementAndGet);
        assertEquals(0, ends.get());
    }

    @Test
    void theContainerMayTellOfItFromWithin() {
        ending.ours(() -> {
            ending.theirs();
            ends.incrementAndGet();
        });
        assertEquals(1, ends.get());
    }

    @Test
    void whoAwaitsItGoesOnAfterIt() throws Exception {
        Thread awaiting = new Thread(ending::await);
        awaiting.start();
        Awaitility.await().until(() -> awaiting.getState() == Thread.State.TIMED_WAITING);
        ending.ours(ends::incrementAndGet);
        awaiting.join();
        assertEquals(1, ends.get());
        ending.await();
    }

    @Test
    void theContainerWaitsForOneThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        Thread ours = new Thread(() -> ending.ours(() -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            order.add("ours");
        }));
        ours.start();
        begun.await();
        AtomicBoolean over = new AtomicBoolean();
        Thread theirs = new Thread(() -> {
            ending.theirs();
            order.add("theirs");
            over.set(true);
        });
        theirs.start();
        Awaitility.await().until(() -> theirs.getState() == Thread.State.TIMED_WAITING);
        assertFalse(over.get());
        goOn.countDown();
        ours.join();
        theirs.join();
        assertEquals(List.of("ours", "theirs"), order);
    }

    @Test
    void theContainerWaitsForWhoeverIsWithin() throws Exception {
        assertTrue(ending.enter());
        assertTrue(ending.enter());
        Thread theirs = new Thread(ending::theirs);
        theirs.start();
        Awaitility.await().until(() -> theirs.getState() == Thread.State.TIMED_WAITING);
        ending.leave();
        assertEquals(Thread.State.TIMED_WAITING, theirs.getState());
        assertFalse(ending.enter());
        ending.leave();
        theirs.join();
    }

    @Test
    void doesNotWaitForWhomItCallsFrom() {
        assertTrue(ending.enter());
        ending.theirs();
        assertFalse(ending.enter());
        ending.leave();
    }

    /** The container may go on at once, and need not see the thread leave that has ended it. */
    @Test
    void whoEndsItIsNotWithinAnyMore() throws Exception {
        assertTrue(ending.enter());
        ending.ours(ends::incrementAndGet);
        Thread theirs = new Thread(ending::theirs);
        theirs.start();
        theirs.join();
        ending.leave();
    }

    /** It may hold a lock that he needs. */
    @Test
    void theContainerGoesOnThoughSomebodyStaysWithin() throws Exception {
        Ending impatient = new Ending(Duration.ofMillis(1));
        assertTrue(impatient.enter());
        Thread theirs = new Thread(impatient::theirs);
        theirs.start();
        theirs.join();
        impatient.leave();
    }

    @Test
    void nobodyEntersAfterItsEnd() {
        ending.ours(ends::incrementAndGet);
        assertFalse(ending.enter());
    }
}
