package io.tollgate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

class ServletRequestViewTest {
    /** The access log asks when all is over, and a container may have begun another exchange with the same objects. */
    @Test
    void whatTheLogSaysOutlivesTheRequest() {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getMethod()).thenReturn("GET");
        when(request.getRequestURI()).thenReturn("/a%20b");
        when(request.getProtocol()).thenReturn("HTTP/1.1");
        ServletRequestView view = new ServletRequestView(request);
        reset(request);
        assertEquals("GET", view.method());
        assertEquals("/a%20b", view.rawPath());
        assertEquals("HTTP/1.1", view.protocol());
    }
}
