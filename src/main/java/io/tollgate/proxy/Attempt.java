package io.tollgate.proxy;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.model.BackendUrl;
import io.tollgate.time.Clock;
import io.tollgate.upstream.Failure;
import io.tollgate.upstream.Upstream;
import io.tollgate.upstream.Wire;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** One lease and the one call that it is used for. Thread-safe. */
final class Attempt implements Upstream.Listener {
    private final Lease lease;
    private final BackendUrl url;
    private final Dispatch dispatch;
    private final Clock clock;
    private final @Nullable String loadField;
    private final long beganNanos;

    private volatile Upstream.@Nullable Call call;
    private volatile Failure.@Nullable Kind broken;

    /**
     * @param loadField the field of an answer in which its backend reports its load; null for none
     */
    Attempt(Lease lease, Dispatch dispatch, Clock clock, @Nullable String loadField) {
        this.lease = lease;
        this.url = lease.endpoint().spec().url();
        this.dispatch = dispatch;
        this.clock = clock;
        this.loadField = loadField;
        this.beganNanos = clock.nanos();
    }

    Endpoint endpoint() {
        return lease.endpoint();
    }

    Lease lease() {
        return lease;
    }

    /** Where the backend is asked; an operator may move it meanwhile. */
    BackendUrl url() {
        return url;
    }

    void send(Upstream upstream, Upstream.Attempt what) {
        try {
            upstream.send(what, this);
        } catch (RuntimeException e) {
            // Nobody else would answer the client.
            failed(new Failure(Failure.Kind.CONNECT, false, false, e));
        }
    }

    @Override
    public void begun(Upstream.Call sent) {
        call = sent;
        Failure.Kind early = broken;
        if (early != null) {
            sent.abort(early);
        }
    }

    /** Breaks the call off, be it begun or not. The first reason given counts. */
    void abort(Failure.Kind why) {
        broken = why;
        Upstream.Call sent = call;
        if (sent != null) {
            sent.abort(why);
        }
    }

    /** Gives the backend back. The first outcome given counts. */
    void close(Outcome outcome) {
        lease.close(outcome);
    }

    /** What a failure of the answer's body means. */
    Failure.Kind judge(Throwable cause) {
        Upstream.Call sent = call;
        return sent == null ? Failure.Kind.RESET : sent.judge(cause).kind();
    }

    @Override
    public void connected() {
        dispatch.connected(clock.nanos() - beganNanos);
    }

    /** The fields after the answer's body; null before its end, and without any. */
    @Nullable
    HttpFields trailers() {
        Upstream.Call sent = call;
        return sent == null ? null : sent.trailers();
    }

    @Override
    public void interim(int status, HttpFields head) {
        dispatch.interim(status, head);
    }

    @Override
    public void answered(int status, HttpFields head, Content.Source body) {
        lease.answered();
        dispatch.answered(this, status, withoutReport(head), body);
    }

    @Override
    public void switched(HttpFields head, Wire wire) {
        lease.answered();
        lease.switched();
        dispatch.switched(this, withoutReport(head), wire);
    }

    /** Takes in what the backend reports of its load, which is nothing for clients. */
    private HttpFields withoutReport(HttpFields head) {
        String report = loadField == null ? null : head.get(loadField);
        if (report == null) {
            return head;
        }
        lease.reported(report);
        return HttpFields.build(head).remove(loadField).asImmutable();
    }

    @Override
    public void failed(Failure failure) {
        dispatch.failed(this, failure);
    }
}
