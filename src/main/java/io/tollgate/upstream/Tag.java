package io.tollgate.upstream;

import io.tollgate.tls.ClientTls;
import org.eclipse.jetty.client.Destination;
import org.jspecify.annotations.Nullable;

/** What a request is tagged with: jetty-client keeps connections of another tag apart, be their address the same. */
interface Tag {
    /** What keeps the connections; null where nobody does, as with a probe's. */
    @Nullable
    Line line();

    /** What speaks TLS; null where none is spoken. */
    @Nullable
    ClientTls tls();

    /** The line of these connections, or null. */
    static @Nullable Line line(Destination destination) {
        return destination.getOrigin().getTag() instanceof Tag tag ? tag.line() : null;
    }
}
