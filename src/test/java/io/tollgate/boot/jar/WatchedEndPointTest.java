package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.tollgate.upstream.Loops;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which interest in reading is stated to the loop and to the kernel, event by event. */
class WatchedEndPointTest {
    private final ManagedSelector loop = mock();
    private final SelectionKey key = mock();
    private final AtomicInteger told = new AtomicInteger();
    private final Callback reader = Callback.from(InvocationType.NON_BLOCKING, told::incrementAndGet);
    private SocketChannel channel;
    private WatchedEndPoint endPoint;

    @BeforeEach
    void open() throws IOException {
        channel = SocketChannel.open();
        when(key.readyOps()).thenReturn(SelectionKey.OP_READ);
        endPoint = new WatchedEndPoint(
                mock(Loops.Guest.class), channel, loop, key, mock(Scheduler.class), Runnable::run, 0);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    @Test
    void anInterestThatIsWithTheKernelIsNotStatedAgain() {
        readOnce();
        clearInvocations(loop, key);
        endPoint.fillInterested(reader);
        bytesCome();
        assertEquals(2, told.get());
        verify(loop, never()).submit(any(ManagedSelector.SelectorUpdate.class));
        verify(key, never()).interestOps(0);
    }

    @Test
    void whatNobodyWaitsForTakesItBackUntilSomebodyDoes() {
        readOnce();
        assertNull(endPoint.onSelected());
        endPoint.updateKey();
        verify(key).interestOps(0);
        clearInvocations(loop);
        endPoint.fillInterested(reader);
        verify(loop).submit(any(ManagedSelector.SelectorUpdate.class));
        endPoint.updateKey();
        verify(key, atLeast(2)).interestOps(SelectionKey.OP_READ);
        bytesCome();
        assertEquals(2, told.get());
    }

    /** It reads on another thread, until when the selector would find the same bytes again and again. */
    @Test
    void whoReadsElsewhereTakesItBackToo() {
        readOnce();
        clearInvocations(key);
        endPoint.fillInterested(Callback.from(InvocationType.BLOCKING, told::incrementAndGet));
        Runnable task = Objects.requireNonNull(endPoint.onSelected());
        endPoint.updateKey();
        verify(key).interestOps(0);
        task.run();
        assertEquals(2, told.get());
    }

    /** What was to tell of the client's leaving is the reader's from then on, and is run by who runs readers. */
    @Test
    void aReaderWhoTakesAWatchOverIsToldOnItsLoop() {
        readOnce();
        endPoint.watch(told::incrementAndGet);
        assertEquals(InvocationType.BLOCKING, endPoint.getFillInterest().getCallbackInvocationType());
        endPoint.unwatch();
        endPoint.fillInterested(reader);
        assertEquals(InvocationType.NON_BLOCKING, endPoint.getFillInterest().getCallbackInvocationType());
        clearInvocations(loop, key);
        bytesCome();
        assertEquals(2, told.get());
        verify(key, never()).interestOps(0);
    }

    private void readOnce() {
        endPoint.fillInterested(reader);
        verify(loop).submit(any(ManagedSelector.SelectorUpdate.class));
        endPoint.updateKey();
        bytesCome();
        assertEquals(1, told.get());
    }

    private void bytesCome() {
        Runnable task = endPoint.onSelected();
        assertNotNull(task);
        task.run();
        endPoint.updateKey();
    }
}
