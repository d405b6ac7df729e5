package io.tollgate.upstream;

import io.tollgate.health.Probe;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Durations;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;

/** A GET that judges the status, on connections of its own. The body is thrown away. Thread-safe. */
public final class HttpProbe implements Probe {
    private static final String TAG = "tollgate-probe";

    private final HttpClient client;
    private final Clock clock;

    public HttpProbe(HttpClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<ProbeResult> send(BackendUrl url, ProbeSpec spec) {
        CompletableFuture<ProbeResult> done = new CompletableFuture<>();
        long start = clock.nanos();
        RawRequest request = BackendAddress.of(url).request(client, spec.path(), TAG);
        request.timeout(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
        request.headers(fields -> fields.put(HttpHeader.HOST, spec.host().isEmpty() ? url.authority() : spec.host())
                .put(HttpHeader.USER_AGENT, "Tollgate-Probe")
                .put(HttpHeader.ACCEPT, "*/*")
                .put(HttpHeader.CONNECTION, "close"));
        request.onResponseContentSource((response, body) -> {
            int status = response.getStatus();
            done.complete(result(spec.expect().contains(status), start, String.valueOf(status)));
            // A probe wants the status alone; reading on would let an endless body hold its connection.
            Object unused = response.abort(new java.io.IOException("probe has its answer"));
        });
        try {
            request.send(result -> {
                Throwable failure = result.getFailure();
                done.complete(result(false, start, failure == null ? "no answer" : explain(failure, spec)));
            });
        } catch (RuntimeException e) {
            done.complete(result(false, start, explain(e, spec)));
        }
        return done;
    }

    private ProbeResult result(boolean good, long start, String detail) {
        return new ProbeResult(good, clock.wallMillis(), clock.nanos() - start, detail);
    }

    private static String explain(Throwable failure, ProbeSpec spec) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + Durations.format(spec.timeout());
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
