package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is put off within the events of one look comes after them. */
class LoopsSocketTest {
    private final TestClient client = new TestClient(new ArrayByteBufferPool());
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private TestEvents events;

    @BeforeEach
    void open() throws IOException {
        events = new TestEvents(client);
    }

    @AfterEach
    void close() throws IOException {
        events.close();
        client.close();
    }

    @Test
    void whatIsPutOffComesAfterTheEventsOfTheSameLook() throws Exception {
        events.happenTwice(InvocationType.NON_BLOCKING, () -> {
            seen.add("event");
            Loops.afterEvents(() -> seen.add("after"));
        });
        Awaitility.await().until(() -> seen.size() == 4);
        assertEquals(List.of("event", "event", "after", "after"), seen);
    }

    /** Another thread goes on with the events then, and this one is not there when they have been seen to. */
    @Test
    void nothingIsPutOffByWhatMayBlock() throws Exception {
        AtomicBoolean atOnce = new AtomicBoolean(true);
        events.happenTwice(InvocationType.BLOCKING, () -> {
            AtomicBoolean ran = new AtomicBoolean();
            Loops.afterEvents(() -> ran.set(true));
            atOnce.compareAndSet(true, ran.get());
            seen.add("event");
        });
        Awaitility.await().until(() -> seen.size() == 2);
        assertTrue(atOnce.get());
    }

    /** A thread that has been a loop's and does something else by now must not be taken for it. */
    @Test
    void aThreadIsAtALoopWhileItSeesToAnEventOfItAndToWhatThatPutOff() throws Exception {
        Loops loops = JettyClients.loops(client.started());
        List<Boolean> at = Collections.synchronizedList(new ArrayList<>());
        events.happenTwice(InvocationType.NON_BLOCKING, () -> {
            at.add(loops.here() != null);
            Loops.afterEvents(() -> at.add(loops.here() != null));
        });
        Awaitility.await().until(() -> at.size() == 4);
        assertEquals(List.of(true, true, true, true), at);
        assertNull(loops.here());
        assertEquals(1, loops.count());
    }

    @Test
    void nothingIsPutOffWhereThereIsNoLoop() {
        Loops.afterEvents(() -> seen.add("at once"));
        assertEquals(List.of("at once"), seen);
    }
}
