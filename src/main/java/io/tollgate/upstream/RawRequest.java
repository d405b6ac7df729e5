package io.tollgate.upstream;

import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose method and target go on the wire as they came. The stock one parses the target with {@link URI}, which
 * throws for {@code ?x=a|b} and takes {@code //host/path} for another host, and puts every method into upper case.
 */
final class RawRequest extends HttpRequest {
    private String method = "GET";
    private final String path;
    private final @Nullable String query;

    RawRequest(HttpClient client, URI origin, String target) {
        super(client, new HttpConversation(), origin);
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? null : target.substring(question + 1);
    }

    @Override
    public Request method(String inItsLetters) {
        this.method = inItsLetters;
        return this;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getPath() {
        return path;
    }

    @Override
    @SuppressWarnings("NullAway") // Null says that there is none. The superclass is not annotated.
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
