package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.exchange.Exchange;
import io.tollgate.testing.FakeRequest;
import io.tollgate.upstream.RequestBodyException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** Bodies as containers bring them, in their different ways to say that they have come to the end. */
class ServletBodyTest {
    private final List<Throwable> broken = new ArrayList<>();
    private final Input input = new Input();

    /** Ready while there are bytes; the test says what it calls back. */
    private static final class Input extends ServletInputStream {
        private final StringBuilder bytes = new StringBuilder();
        private boolean readyAtEnd;
        private Runnable whileAsked = () -> {};

        @Override
        public boolean isReady() {
            whileAsked.run();
            return bytes.length() > 0 || readyAtEnd;
        }

        @Override
        public boolean isFinished() {
            return bytes.length() == 0 && readyAtEnd;
        }

        @Override
        public void setReadListener(ReadListener listener) {}

        @Override
        public int read() {
            throw new UnsupportedOperationException("by arrays");
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (bytes.length() == 0) {
                return -1;
            }
            int n = Math.min(3, Math.min(length, bytes.length()));
            for (int i = 0; i < n; i++) {
                into[offset + i] = (byte) bytes.charAt(i);
            }
            bytes.delete(0, n);
            return n;
        }
    }

    @Test
    void anEndThatIsReadIsTheEnd() throws Exception {
        Content.Source reading = body(-1).open();
        assertNull(reading.read());
        input.bytes.append("abcd");
        input.readyAtEnd = true;
        assertEquals("abcd", rest(reading));
    }

    @Test
    void anEndThatIsOnlyCalledBackIsTheEnd() throws Exception {
        ServletBody body = body(-1);
        Content.Source reading = body.open();
        input.bytes.append("abcd");
        assertEquals("abc", text(reading.read()));
        assertEquals("d", text(reading.read()));
        assertNull(reading.read());
        body.onAllDataRead();
        assertTrue(reading.read().isLast());
    }

    /** Payara says that all was read when all has come. */
    @Test
    void whatIsLeftWhenTheEndIsCalledBackIsRead() throws Exception {
        ServletBody body = body(4);
        Content.Source reading = body.open();
        assertNull(reading.read());
        input.bytes.append("abcd");
        body.onAllDataRead();
        assertEquals("abcd", rest(reading));
    }

    @Test
    void aBodyThatEndsBeforeItsLengthIsBroken() throws Exception {
        ServletBody body = body(5);
        Content.Source reading = body.open();
        input.bytes.append("abcd");
        body.onAllDataRead();
        assertEquals("abc", text(reading.read()));
        assertEquals("d", text(reading.read()));
        assertEquals(List.of(), broken);
        Content.Chunk chunk = reading.read();
        assertTrue(Content.Chunk.isFailure(chunk, true));
        assertInstanceOf(RequestBodyException.class, chunk.getFailure());
        assertEquals(List.of(chunk.getFailure()), broken);
    }

    /** Undertow says first that it has failed, then that all was read; perhaps while a read is under way. */
    @Test
    void aBodyThatHasFailedHasNotEnded() throws Exception {
        ServletBody body = body(-1);
        Content.Source reading = body.open();
        assertNull(reading.read());
        input.whileAsked = () -> {
            body.onError(new IOException("reset"));
            body.onAllDataRead();
        };
        assertTrue(Content.Chunk.isFailure(reading.read(), true));
        assertFalse(body.ended());
    }

    @Test
    void theContainersWordOfAFailureIsPassedOn() throws Exception {
        IOException cause = new IOException("reset");
        body(5).onError(cause);
        assertEquals(List.of(cause), broken);
    }

    private ServletBody body(long length) throws Exception {
        HttpServletRequest request = Mockito.mock(HttpServletRequest.class);
        Mockito.when(request.getInputStream()).thenReturn(input);
        Container container = Mockito.mock(Container.class, Mockito.CALLS_REAL_METHODS);
        Exchange exchange = FakeRequest.get("/").exchange();
        return new ServletBody(request, container, Container.Access.FREE, exchange, length, 100, 0, broken::add);
    }

    private static String rest(Content.Source reading) {
        StringBuilder text = new StringBuilder();
        while (true) {
            Content.Chunk chunk = reading.read();
            text.append(text(chunk));
            if (chunk.isLast()) {
                return text.toString();
            }
        }
    }

    private static String text(Content.Chunk chunk) {
        return StandardCharsets.UTF_8.decode(chunk.getByteBuffer()).toString();
    }
}
