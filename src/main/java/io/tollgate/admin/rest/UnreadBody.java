package io.tollgate.admin.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;

/**
 * Reads what nobody has read of a body before the answer goes. Else a container that has sent the whole answer while the
 * body was still on its way closes the connection without having said so, in the midst of the client's next request (RFC
 * 9112, section 9.6). Thread-safe.
 */
final class UnreadBody implements ContainerResponseFilter {
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        // Who asks whether to send a body may not send it, now that there is an answer.
        if (request.getHeaderString(HttpHeaders.EXPECT) == null) {
            request.getEntityStream().readNBytes(JsonBody.MAX_BYTES);
        }
    }
}
