package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import io.tollgate.time.Deadlines;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class AnswerWriterTest {
    private final ServletOutputStream out = mock(ServletOutputStream.class);
    private final AnswerWriter.Events events = mock(AnswerWriter.Events.class);
    private final AtomicInteger released = new AtomicInteger();

    private final Ending ending = new Ending();

    @Test
    void aBufferIsFreeAgainWhenItsWritingFails() throws IOException {
        IOException gone = new IOException("gone");
        when(out.isReady()).thenReturn(true);
        doThrow(gone).when(out).write(any(), anyInt(), anyInt());
        begun().onWritePossible();
        verify(events).clientFailed(gone);
        assertEquals(1, released.get());
    }

    @Test
    void aBufferIsFreeAgainWhenTheContainerSaysThatItsWritingFailed() {
        IOException gone = new IOException("gone");
        when(out.isReady()).thenReturn(true, false);
        AnswerWriter writer = begun();
        writer.onWritePossible();
        assertEquals(0, released.get(), "its bytes are on their way");
        writer.onError(gone);
        verify(events).clientFailed(gone);
        assertEquals(1, released.get());
    }

    @Test
    void nothingIsTouchedBeforeItHasBegun() throws IOException {
        when(out.isReady()).thenReturn(true, false);
        AnswerWriter writer = writer();
        writer.onWritePossible();
        verifyNoInteractions(out);
        writer.begin();
        verify(out).write(any(), anyInt(), anyInt());
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

    private AnswerWriter writer() {
        FakeTime time = new FakeTime();
        return new AnswerWriter(
                new OneChunk(),
                out,
                mock(Container.class),
                new Deadlines(time, time),
                FakeRequest.get("/").exchange(),
                false,
                ending,
                events);
    }

    private AnswerWriter begun() {
        AnswerWriter writer = writer();
        writer.begin();
        return writer;
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
