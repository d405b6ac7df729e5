package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.Deadlines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private final AnswerOut out = mock(AnswerOut.class);
    private final AnswerWriter.Events events = mock(AnswerWriter.Events.class);
    private final AtomicInteger released = new AtomicInteger();

    private final Ending ending = new Ending();
    private final Exchange exchange = FakeRequest.get("/").exchange();

    @Test
    void aBufferIsFreeAgainWhenItsWritingFails() throws IOException {
        IOException gone = new IOException("gone");
        when(out.ready()).thenReturn(true);
        doThrow(gone).when(out).write(any(), anyBoolean());
        begun().onWritePossible();
        verify(events).clientFailed(gone);
        assertEquals(1, released.get());
    }

    @Test
    void aBufferIsFreeAgainWhenTheContainerSaysThatItsWritingFailed() {
        IOException gone = new IOException("gone");
        when(out.ready()).thenReturn(true, false);
        AnswerWriter writer = begun();
        writer.onWritePossible();
        assertEquals(0, released.get(), "its bytes are on their way");
        writer.onError(gone);
        verify(events).clientFailed(gone);
        assertEquals(1, released.get());
    }

    @Test
    void nothingIsTouchedBeforeItHasBegun() throws IOException {
        when(out.ready()).thenReturn(true, false);
        AnswerWriter writer = writer();
        writer.onWritePossible();
        verifyNoInteractions(out);
        writer.begin();
        verify(out).write(any(), anyBoolean());
    }

    @Test
    void nothingIsTouchedWhenTheContainerHasEndedTheExchange() {
        AnswerWriter writer = begun();
        ending.theirs();
        writer.onWritePossible();
        verifyNoInteractions(out);
        verify(events).clientFailed(any());
        writer.onWritePossible();
        verifyNoMoreInteractions(events);
    }

    /** As HTTP/1.0 and {@code Connection: close} have it. */
    @Test
    void aClientThatClosesWhenItHasTheWholeAnswerHasNotLeft() {
        when(out.ready()).thenReturn(true);
        Arriving body = new Arriving(8);
        AnswerWriter writer = writer(body);
        writer.begin();
        writer.onWritePossible();
        writer.clientClosed();
        verifyNoInteractions(events);
        body.end();
        verify(events).written();
        verifyNoMoreInteractions(events);
    }

    /** Else the client's connection would be broken, and with it the next request. */
    @Test
    void whatFailsAfterTheLastByteIsNothingToTheClient() {
        when(out.ready()).thenReturn(true);
        Arriving body = new Arriving(8);
        AnswerWriter writer = writer(body);
        writer.begin();
        writer.onWritePossible();
        body.end(Content.Chunk.from(new IOException("reset"), true));
        verify(events).written();
        verifyNoMoreInteractions(events);
    }

    @Test
    void anAnswerThatFailsBeforeItsLastByteIsBroken() {
        when(out.ready()).thenReturn(true);
        Arriving body = new Arriving(9);
        AnswerWriter writer = writer(body);
        writer.begin();
        writer.onWritePossible();
        body.end(Content.Chunk.from(new IOException("reset"), true));
        verify(events).bodyFailed(any());
        verifyNoMoreInteractions(events);
    }

    @Test
    void whatAnErrorPageReplacesWasNotSent() {
        when(out.ready()).thenReturn(true);
        when(events.bodyFailed(any())).thenReturn(Content.Source.from(ByteBuffer.allocate(3)));
        AnswerWriter writer = writer(new Arriving(9));
        writer.begin();
        writer.onWritePossible();
        assertEquals(8, exchange.bytesOut());
        writer.cutOff(new IOException("too slow"));
        assertEquals(3, exchange.bytesOut());
        verify(events).written();
    }

    @Test
    void aClientThatClosesWhileMoreIsToComeHasLeft() {
        when(out.ready()).thenReturn(true);
        AnswerWriter writer = writer(new Arriving(9));
        writer.begin();
        writer.onWritePossible();
        writer.clientClosed();
        verify(events).clientFailed(any());
        verifyNoMoreInteractions(events);
    }

    private AnswerWriter writer() {
        return writer(new OneChunk());
    }

    private AnswerWriter writer(Content.Source body) {
        FakeTime time = new FakeTime();
        AnswerWriter made = new AnswerWriter(body, new Deadlines(time, time), exchange, false, ending, events);
        made.to(out);
        return made;
    }

    private AnswerWriter begun() {
        AnswerWriter writer = writer();
        writer.begin();
        return writer;
    }

    /** A body of which 8 bytes have come. */
    private static final class Arriving implements Content.Source {
        private final long length;
        private final Deque<Content.Chunk> next = new ArrayDeque<>();
        private @Nullable Runnable waiting;

        private Arriving(long length) {
            this.length = length;
            next.add(Content.Chunk.from(ByteBuffer.allocate(8), false));
        }

        private void end() {
            end(Content.Chunk.EOF);
        }

        private void end(Content.Chunk last) {
            next.add(last);
            Objects.requireNonNull(waiting).run();
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        @SuppressWarnings("NullAway") // Null means: none yet. The interface is not annotated.
        public Content.Chunk read() {
            return next.poll();
        }

        @Override
        public void demand(Runnable demandCallback) {
            waiting = demandCallback;
        }

        @Override
        public void fail(Throwable failure) {}
    }

    /** A body of one chunk, whose buffer is counted when it is given back. */
    private final class OneChunk implements Content.Source {
        @Override
        public Content.Chunk read() {
            return Content.Chunk.from(ByteBuffer.allocate(8), false, released::incrementAndGet);
        }

        @Override
        public void demand(Runnable demandCallback) {}

        @Override
        public void fail(Throwable failure) {}
    }
}
