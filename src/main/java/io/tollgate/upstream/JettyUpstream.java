package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import io.tollgate.time.Deadlines;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;

/** {@link Upstream} over jetty-client: HTTP/1.1, a pool of connections for each pool and backend. Thread-safe. */
public final class JettyUpstream implements Upstream {
    private static final int MAX_ORIGINS = 20_000;

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
        RawRequest request = new RawRequest(client, origin(attempt.backend()), attempt.target());
        request.method(attempt.method());
        request.tag(attempt.pool());
        request.headers(fields -> fields.add(attempt.head()));
        long idle = attempt.timeouts().idle().toMillis();
        request.idleTimeout(idle, TimeUnit.MILLISECONDS);
        AttemptBody sent = null;
        RequestBody body = attempt.body();
        if (body != null) {
            sent = new AttemptBody(body);
            request.body(sent);
            if (body.length() < 0) {
                request.trailersSupplier(body::trailers);
            }
        }
        JettyCall call = new JettyCall(request, sent, attempt.timeouts(), deadlines, listener);
        request.attribute(InterimAnswers.CALL, call);
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
