package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InterimWriterTest {
    private final InterimWriter writer = new InterimWriter();
    private final List<Integer> begun = new ArrayList<>();
    private final List<CompletableFuture<Void>> sending = new ArrayList<>();

    @Test
    void oneIsSentAfterTheOther() {
        send(1);
        send(2);
        send(3);
        assertEquals(List.of(1), begun);
        sending.get(0).complete(null);
        assertEquals(List.of(1, 2), begun);
        // What fails keeps the next from nothing.
        sending.get(1).completeExceptionally(new IOException("gone"));
        assertEquals(List.of(1, 2, 3), begun);
        assertFalse(writer.allSent().isDone());
        sending.get(2).complete(null);
        assertTrue(writer.allSent().isDone());
    }

    @Test
    void fewWait() {
        for (int i = 0; i < 10 * InterimWriter.MOST_WAITING; i++) {
            send(i);
        }
        for (int i = 0; i < sending.size(); i++) {
            sending.get(i).complete(null);
        }
        assertEquals(InterimWriter.MOST_WAITING, begun.size());
        assertTrue(writer.allSent().isDone());
        send(99);
        assertEquals(InterimWriter.MOST_WAITING + 1, begun.size(), "there is room again");
    }

    /** Else an answer would begin while it is being sent. */
    @Test
    void whatHasBegunIsWaitedFor() {
        writer.send(() -> {
            assertFalse(writer.allSent().isDone());
            return CompletableFuture.completedFuture(null);
        });
        assertTrue(writer.allSent().isDone());
    }

    private void send(int which) {
        writer.send(() -> {
            begun.add(which);
            CompletableFuture<Void> sent = new CompletableFuture<>();
            sending.add(sent);
            return sent;
        });
    }
}
