package io.tollgate.upstream;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose target goes on the wire as it came. The stock one parses it with {@link URI}, which throws for
 * {@code ?x=a|b} and takes {@code //host/path} for another host.
 */
final class RawRequest extends HttpRequest {
    private final String path;
    private final @Nullable String query;

    RawRequest(HttpClient client, URI origin, String target) {
        super(client, new HttpConversation(), origin);
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    @Override
    public String getPath() {
        return path;
    }

    /** Apart from the path, whose escapes the client checks. */
    @Override
    @SuppressWarnings("NullAway") // Null without one, as in the superclass, which is not annotated.
    public String getQuery() {
        return query;
    }

    /** Null says that the target is no URI, which spares the client from making one. */
    @Override
    @SuppressWarnings("NullAway")
    public URI getURI() {
        return null;
    }
}
