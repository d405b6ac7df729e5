package io.tollgate.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ManagedSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process may be confined to fewer processors, or let have more again, while it runs. */
class SharingConnectorSocketTest {
    private static final int LOOPS = 4;

    private final AtomicInteger processors = new AtomicInteger();
    private final SharingConnector connector = new SharingConnector(processors::get, true);
    private TestEvents events;

    @BeforeEach
    void open() throws Exception {
        connector.setSelectors(LOOPS);
        connector.start();
        events = new TestEvents(connector);
    }

    @AfterEach
    void close() throws Exception {
        events.close();
        connector.stop();
    }

    @Test
    void connectionsGoToAsManyLoopsAsThereAreProcessorsNow() throws Exception {
        assertEquals(LOOPS, loopsWith(LOOPS));
        assertEquals(1, loopsWith(1));
        assertEquals(3, loopsWith(3));
    }

    @Test
    void moreProcessorsThanLoopsMakeNoMore() throws Exception {
        assertEquals(LOOPS, loopsWith(2 * LOOPS));
    }

    @Test
    void whatIsTakenOpensOnItsLoop() throws Exception {
        processors.set(1);
        for (int i = 0; i < LOOPS; i++) {
            TestEvents.Opened next = events.next();
            assertSame(next.loop(), next.at());
        }
    }

    /** Over how many new connections are spread. */
    private int loopsWith(int count) throws Exception {
        processors.set(count);
        Set<ManagedSelector> loops = new HashSet<>();
        for (int i = 0; i < 3 * LOOPS; i++) {
            loops.add(events.next().loop());
        }
        return loops.size();
    }
}
