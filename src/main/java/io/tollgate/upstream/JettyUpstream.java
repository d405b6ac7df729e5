package io.tollgate.upstream;

import io.tollgate.model.BackendLink;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;

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
        Listener told = complaints.of(attempt.backend(), listener);
        PatientTransport.PatientConnection kept = simple(attempt) ? line.acquire() : null;
        if (kept != null) {
            boolean last = attempt.head().contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            KeptCall call = new KeptCall(kept, attempt.body(), last, attempt.timeouts(), deadlines, told);
            call.send(attempt.method(), attempt.target(), attempt.head());
            return;
        }
        Tag tag = ForClient.of(line, attempt.client(), link.proxyProtocol());
        RawRequest request = line.address().request(connections.client(), attempt.target(), tag);
        request.method(attempt.method());
        request.headers(fields -> fields.add(attempt.head()));
        JettyCall call = new JettyCall(request, attempt.body(), attempt.timeouts(), deadlines, told);
        call.send(attempt.upgrade());
    }

    /** Whether it goes over a connection that is nobody's in particular, and is HTTP to the end. */
    private static boolean simple(Attempt attempt) {
        return attempt.upgrade() == null
                && attempt.link().proxyProtocol() == ProxyProtocol.NONE
                && !attempt.method().equals("CONNECT");
    }
}
