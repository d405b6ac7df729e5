package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import io.tollgate.time.Deadlines;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;

/** {@link Upstream} over jetty-client: HTTP/1.1, a pool of connections for each pool and backend. Thread-safe. */
public final class JettyUpstream implements Upstream {
    private static final int MAX_ORIGINS = 20_000;

    private static final HttpField CHUNKED = new HttpField(HttpHeader.TRANSFER_ENCODING, "chunked");

    private final HttpClient client;
    private final Deadlines deadlines;
    private final ConcurrentHashMap<BackendUrl, URI> origins = new ConcurrentHashMap<>();

    /**
     * @param client from {@link JettyClients}, started by the time of the first attempt
     */
    public JettyUpstream(HttpClient client, Deadlines deadlines) {
        this.client = client;
        this.deadlines = deadlines;
    }

    @Override
    public Call send(Attempt attempt, Listener listener) {
        RawRequest request = new RawRequest(client, origin(attempt.backend()), attempt.method(), attempt.target());
        request.tag(attempt.pool());
        request.headers(fields -> fields.add(attempt.head()));
        long idle = attempt.timeouts().idle().toMillis();
        request.idleTimeout(idle, TimeUnit.MILLISECONDS);
        RequestBody body = attempt.body();
        if (body != null) {
            request.body(new AttemptBody(body));
            if (body.length() < 0) {
                // For methods that have no body as a rule, Jetty would send it without any framing: as another request.
                request.headers(fields -> fields.put(CHUNKED));
            }
        }
        JettyCall call = new JettyCall(request, attempt.timeouts(), deadlines, listener);
        call.send();
        return call;
    }

    /** Made once a backend: parsing a URI costs more than the rest of the request's making. */
    private URI origin(BackendUrl backend) {
        URI known = origins.get(backend);
        if (known != null) {
            return known;
        }
        if (origins.size() >= MAX_ORIGINS) {
            origins.clear();
        }
        return origins.computeIfAbsent(backend, url -> URI.create(url.toString()));
    }
}
