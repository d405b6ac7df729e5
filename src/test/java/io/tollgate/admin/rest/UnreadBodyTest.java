package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class UnreadBodyTest {
    private final ContainerRequestContext request = mock(ContainerRequestContext.class);

    @Test
    void isReadToItsEnd() throws IOException {
        assertEquals(0, left(100));
    }

    @Test
    void isNotReadForEver() throws IOException {
        assertEquals(1, left(JsonBody.MAX_BYTES + 1));
    }

    @Test
    void isNotWaitedForWhereTheClientAsksBeforeItSendsOne() throws IOException {
        when(request.getHeaderString("Expect")).thenReturn("100-continue");
        assertEquals(100, left(100));
    }

    private int left(int length) throws IOException {
        ByteArrayInputStream body = new ByteArrayInputStream(new byte[length]);
        when(request.getEntityStream()).thenReturn(body);
        new UnreadBody().filter(request, mock(ContainerResponseContext.class));
        return body.available();
    }
}
