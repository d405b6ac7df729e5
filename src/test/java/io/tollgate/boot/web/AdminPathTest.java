package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPathTest {
    @ParameterizedTest
    @CsvSource({
        "/tollgate, ''",
        "/tollgate/, /",
        "/tollgate/pools/shop, /pools/shop",
        "/tollgate/api/v1/pools, /api/v1/pools",
        "/tollgate/%2e%2e/x, /%2e%2e/x",
        "/tollgate/a;b, /a;b"
    })
    void whatIsPlainlyBelowTheMountIsTheOperators(String uri, String below) {
        AdminPath path = path("", uri);

        assertEquals(below, path.below());
        assertFalse(path.disguised());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/tollgatex",
                "/tollgate.html",
                "/x/tollgate",
                "/Tollgate",
                "/%2Ftollgatex",
                "/a//b",
                "/a;b=c",
                "/a/%2e%2e/tollgat",
                "*"
            })
    void theRestIsTraffic(String uri) {
        AdminPath path = path("", uri);

        assertNull(path.below());
        assertFalse(path.disguised());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%74ollgate/metrics",
                "//tollgate/metrics",
                "/./tollgate",
                "/x/../tollgate/metrics",
                "/x/%2e%2e/tollgate",
                "/tollgate;v=1/metrics",
                "/x;v=1/../tollgate;w",
                "\\tollgate\\metrics",
                "/x%2f..%2ftollgate",
                "/tollgate%2Fmetrics"
            })
    void whatSaysTheMountInAnotherReadingIsNeither(String uri) {
        AdminPath path = path("", uri);

        assertNull(path.below());
        assertTrue(path.disguised());
    }

    @Test
    void theMountIsBelowTheContextPath() {
        assertEquals("/pools", path("/edge", "/edge/tollgate/pools").below());
        assertNull(path("/edge", "/tollgate/pools").below());
        assertTrue(path("/edge", "/%65dge/tollgate/pools").disguised());
        assertFalse(path("/edge", "/edge/shop").disguised());
        assertEquals(
                "/pools",
                path("/my \u00fcber", "/my%20%C3%BCber/tollgate/pools").below());
        assertTrue(path("/my app", "/m%79%20app/tollgate/pools").disguised());
    }

    private static AdminPath path(String context, String uri) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getContextPath()).thenReturn(context);
        when(request.getRequestURI()).thenReturn(uri);
        return AdminPath.of(request, "/tollgate");
    }
}
