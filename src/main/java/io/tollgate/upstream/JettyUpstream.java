package io.tollgate.upstream;

import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;

/** {@link Upstream} over jetty-client: HTTP/1.1, a pool of connections for each pool and backend. Thread-safe. */
public final class JettyUpstream implements Upstream {
    private final Connections connections;
    private final Clock clock;
    private final Deadlines deadlines;

    public JettyUpstream(Connections connections, Clock clock, Deadlines deadlines) {
        this.connections = connections;
        this.clock = clock;
        this.deadlines = deadlines;
    }

    @Override
    public Call send(Attempt attempt, Listener listener) {
        Line line = connections.line(attempt.pool(), attempt.backend(), attempt.connections());
        line.waitFor(attempt.timeouts().connect());
        RawRequest request = line.address().request(connections.client(), attempt.target(), line);
        request.method(attempt.method());
        request.headers(fields -> fields.add(attempt.head()));
        JettyCall call = new JettyCall(request, attempt.timeouts(), clock, deadlines, listener);
        call.send(attempt.body());
        return call;
    }
}
