package io.tollgate.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/** Whether a request has a body, from its head alone. */
final class RequestLength {
    private static final Set<String> USUALLY_BODILESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "DELETE");

    private RequestLength() {}

    /**
     * In HTTP/1.1 a length or a transfer coding says so (RFC 9112, section 6). In HTTP/2 a body may come without
     * either, when the head does not end the stream.
     */
    static boolean hasBody(HttpServletRequest request, Container container) {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return length > 0;
        }
        if (request.getProtocol().startsWith("HTTP/1")) {
            return request.getHeader("Transfer-Encoding") != null;
        }
        return container.streamGoesOn(request, !USUALLY_BODILESS.contains(request.getMethod()));
    }
}
