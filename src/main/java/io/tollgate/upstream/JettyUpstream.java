package io.tollgate.upstream;

import io.tollgate.model.BackendLink;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;

/** {@link Upstream} over jetty-client: HTTP/1.1, a pool of connections for each pool and backend. Thread-safe. */
public final class JettyUpstream implements Upstream {
    private final Connections connections;
    private final Deadlines deadlines;
    private final TlsComplaints complaints;

    public JettyUpstream(Connections connections, Clock clock, Deadlines deadlines) {
        this.connections = connections;
        this.deadlines = deadlines;
        this.complaints = new TlsComplaints(clock);
    }

    @Override
    public void send(Attempt attempt, Listener listener) {
        BackendLink link = attempt.link();
        Line line = connections.line(attempt.pool(), attempt.backend(), attempt.connections(), link.tls());
        line.waitFor(attempt.timeouts().connect());
        Tag tag = ForClient.of(line, attempt.client(), link.proxyProtocol());
        RawRequest request = line.address().request(connections.client(), attempt.target(), tag);
        request.method(attempt.method());
        request.headers(fields -> fields.add(attempt.head()));
        JettyCall call =
                new JettyCall(request, attempt.timeouts(), deadlines, complaints.of(attempt.backend(), listener));
        call.send(attempt.body(), attempt.upgrade());
    }
}
