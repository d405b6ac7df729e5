package io.tollgate.upstream;

import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.time.Clock;
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
    private final BackendTls tls;
    private final TlsComplaints complaints;
    private final ConcurrentHashMap<BackendUrl, URI> origins = new ConcurrentHashMap<>();

    /**
     * @param client from {@link JettyClients}, started by the time of the first attempt
     * @param tls what speaks TLS to backends
     */
    public JettyUpstream(HttpClient client, Deadlines deadlines, BackendTls tls, Clock clock) {
        this.client = client;
        this.deadlines = deadlines;
        this.tls = tls;
        this.complaints = new TlsComplaints(clock);
    }

    @Override
    public Call send(Attempt attempt, Listener listener) {
        RawRequest request = new RawRequest(client, origin(attempt.backend()), attempt.target());
        request.method(attempt.method());
        BackendLink link = attempt.link();
        request.tag(Line.of(attempt.pool(), tls.of(attempt.backend(), link), link.proxyProtocol(), attempt.client()));
        request.headers(fields -> fields.add(attempt.head()));
        long idle = attempt.timeouts().idle().toMillis();
        request.idleTimeout(idle, TimeUnit.MILLISECONDS);
        RequestBody body = attempt.body();
        if (body != null) {
            request.body(new AttemptBody(body));
        }
        JettyCall call =
                new JettyCall(request, attempt.timeouts(), deadlines, complaints.of(attempt.backend(), listener));
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
