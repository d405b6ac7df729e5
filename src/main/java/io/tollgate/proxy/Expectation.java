package io.tollgate.proxy;

import io.tollgate.exchange.RequestView;
import org.jspecify.annotations.Nullable;

/** Whether a client waits for 100 before it sends its body (RFC 9110, section 10.1.1). */
final class Expectation {
    private Expectation() {}

    static boolean of(RequestView request) {
        return continues(request.header("Expect")) && !request.protocol().equals("HTTP/1.0");
    }

    static boolean continues(@Nullable String expect) {
        return expect != null && expect.equalsIgnoreCase("100-continue");
    }
}
