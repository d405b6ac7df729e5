package io.tollgate.proxy.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.proxy.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class TomcatAccessTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> elsewhere = new ArrayList<>();
    private boolean ready = true;

    private final Content.Source body = new Content.Source() {
        @Override
        public Content.Chunk read() {
            assertTrue(lock.isHeldByCurrentThread());
            return Content.Chunk.EOF;
        }

        @Override
        public void demand(Runnable callback) {
            assertTrue(lock.isHeldByCurrentThread());
            if (ready) {
                callback.run();
            }
        }

        @Override
        public void fail(Throwable cause) {}
    };

    @Test
    void isReadWithTheConnectionsLock() {
        assertSame(Content.Chunk.EOF, reading(true).read());
        assertFalse(lock.isLocked());
    }

    /** On a thread that Tomcat calls with, which has the lock already. */
    @Test
    void aBodyOfKnownLengthIsReadWithinTomcatsCalls() {
        withinACall(() -> {
            assertSame(Content.Chunk.EOF, reading(false).read());
            assertEquals(1, lock.getHoldCount());
        });
    }

    @Test
    void aChunkedBodyIsReadElsewhere() {
        Content.Source reading = reading(true);
        List<Content.Chunk> read = new ArrayList<>();
        withinACall(() -> {
            assertNull(reading.read());
            reading.demand(() -> read.add(reading.read()));
        });
        assertEquals(List.of(), read);

        elsewhere.remove(0).run();
        assertEquals(List.of(Content.Chunk.EOF), read);
    }

    @Test
    void nobodyWaitsForALockThatAnotherHolds() throws Exception {
        Content.Source reading = reading(false);
        List<Content.Chunk> read = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread tomcat = held(over);

        assertNull(reading.read());
        reading.demand(() -> read.add(reading.read()));
        Thread later = new Thread(elsewhere.remove(0));
        later.start();
        Awaitility.await().until(() -> lock.hasQueuedThread(later));
        assertEquals(List.of(), read);

        over.countDown();
        later.join();
        assertEquals(List.of(Content.Chunk.EOF), read);
        tomcat.join();
    }

    @Test
    void aDemandAloneDoesNotWaitEither() throws Exception {
        Content.Source reading = reading(false);
        ready = false;
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread tomcat = held(over);

        reading.demand(called::countDown);
        over.countDown();
        tomcat.join();
        // It may be called for nothing, and then reads and demands again.
        elsewhere.remove(0).run();
        assertTrue(called.await(0, TimeUnit.SECONDS));
        reading.demand(called::countDown);
        assertEquals(List.of(), elsewhere);
    }

    @Test
    void runsWithTheConnectionsLock() {
        List<Boolean> held = new ArrayList<>();
        access().run(() -> held.add(lock.isHeldByCurrentThread()));
        assertEquals(List.of(true), held);
        assertFalse(lock.isLocked());
    }

    @Test
    void runsElsewhereWhatWouldHaveToWait() throws Exception {
        List<Boolean> held = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread tomcat = held(over);
        access().run(() -> held.add(lock.isHeldByCurrentThread()));
        over.countDown();
        tomcat.join();
        assertEquals(List.of(), held);
        elsewhere.remove(0).run();
        assertEquals(List.of(true), held);
    }

    @Test
    void runsHereWhatCannotRunElsewhereAnyMore() throws Exception {
        List<Boolean> held = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        Thread tomcat = held(over);
        Container.Access access = new TomcatAccess(lock, false, task -> {
            over.countDown();
            throw new RejectedExecutionException();
        });
        access.run(() -> held.add(lock.isHeldByCurrentThread()));
        assertEquals(List.of(true), held);
        tomcat.join();
    }

    @Test
    void aBodyEndsWhereNothingIsReadElsewhereAnyMore() {
        RejectedExecutionException stopped = new RejectedExecutionException();
        Content.Source reading = new TomcatAccess(lock, true, task -> {
                    throw stopped;
                })
                .reading(body);
        List<Throwable> read = new ArrayList<>();
        withinACall(() -> {
            assertNull(reading.read());
            reading.demand(() -> read.add(reading.read().getFailure()));
        });
        assertEquals(List.of(stopped), read);
    }

    private Container.Access access() {
        return new TomcatAccess(lock, false, elsewhere::add);
    }

    private Content.Source reading(boolean chunked) {
        return new TomcatAccess(lock, chunked, elsewhere::add).reading(body);
    }

    private void withinACall(Runnable task) {
        lock.lock();
        try {
            task.run();
        } finally {
            lock.unlock();
        }
    }

    /** A thread that has the lock until then. */
    private Thread held(CountDownLatch over) {
        Thread tomcat = new Thread(() -> withinACall(() -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        tomcat.start();
        Awaitility.await().until(lock::isLocked);
        return tomcat;
    }
}
