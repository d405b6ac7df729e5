package io.tollgate.upstream;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;

/**
 * A request whose target goes on the wire as it came. The stock one parses it with {@link URI}, which throws for
 * {@code ?x=a|b} and takes {@code //host/path} for another host.
 */
final class RawRequest extends HttpRequest {
    private final String target;

    RawRequest(HttpClient client, URI origin, String target) {
        super(client, new HttpConversation(), origin);
        this.target = target;
    }

    @Override
    public String getPath() {
        return target;
    }

    @Override
    @SuppressWarnings("NullAway") // The superclass has no query this way either; it is not annotated.
    public String getQuery() {
        return null;
    }

    /** Null says that the target is no URI, which spares the client from making one. */
    @Override
    @SuppressWarnings("NullAway")
    public URI getURI() {
        return null;
    }
}
