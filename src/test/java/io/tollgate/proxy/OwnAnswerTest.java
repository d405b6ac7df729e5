package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.testing.FakeRequest;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OwnAnswerTest {
    @Test
    void whatNobodyTakesWasNotSent() throws IOException {
        ServletOutputStream out = mock(ServletOutputStream.class);
        HttpServletResponse response = mock(HttpServletResponse.class);
        when(response.getOutputStream()).thenReturn(out);
        doThrow(new IOException("gone")).when(out).write(any(byte[].class));
        Exchange exchange = FakeRequest.get("/").exchange();
        OwnAnswer.send(exchange, Verdict.Answer.error(ErrorReason.HEAD_TOO_LARGE), Rewriting.NONE, response);
        exchange.end(ended -> {});
        assertEquals(499, exchange.status());
        assertEquals(ErrorReason.HEAD_TOO_LARGE, exchange.reason());
        assertEquals(0, exchange.bytesOut());
    }
}
