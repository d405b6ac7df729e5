package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.health.Probe;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Durations;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;

/** A GET that judges the status and, where a text is wanted, the body; on connections of its own. Thread-safe. */
public final class HttpProbe implements Probe {
    private static final String WITHOUT = "the answer does not hold the wanted text";

    private final HttpClient client;
    private final BackendTls tls;
    private final Clock clock;

    /**
     * @param tls what speaks TLS to backends
     */
    public HttpProbe(HttpClient client, BackendTls tls, Clock clock) {
        this.client = client;
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<ProbeResult> send(BackendUrl url, BackendLink link, ProbeSpec spec) {
        CompletableFuture<ProbeResult> done = new CompletableFuture<>();
        long start = clock.nanos();
        Tag tag = ForClient.of(
                new ForProbe(url.secure() ? tls.by(link.tls().to(url)) : null),
                ProxyHeader.OF_ITSELF,
                link.proxyProtocol());
        RawRequest request = BackendAddress.of(url).request(client, spec.path(), tag);
        request.timeout(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
        request.idleTimeout(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
        request.headers(fields -> {
            fields.put(HttpHeader.HOST, spec.host().isEmpty() ? url.authority() : spec.host())
                    .put(HttpHeader.USER_AGENT, "Tollgate-Probe")
                    .put(HttpHeader.ACCEPT, "*/*")
                    .put(HttpHeader.CONNECTION, "close");
            spec.headers().forEach(fields::put);
        });
        request.onResponseContentSource((response, body) -> {
            int status = response.getStatus();
            boolean good = spec.expect().contains(status);
            if (good && !spec.body().isEmpty()) {
                new BodySearch(
                                body,
                                spec.body(),
                                found -> done.complete(result(found, start, found ? String.valueOf(status) : WITHOUT)),
                                () -> end(response))
                        .run();
            } else {
                done.complete(result(good, start, String.valueOf(status)));
                end(response);
            }
        });
        try {
            request.send(result -> {
                Throwable failure = result.getFailure();
                done.complete(result(false, start, failure == null ? "no answer" : explain(failure, spec)));
            });
        } catch (RuntimeException e) {
            done.complete(result(false, start, explain(e, spec)));
        }
        // Who hears of it may log, which the threads that bring answers have no time for.
        return done.thenApplyAsync(Function.identity(), client.getExecutor());
    }

    /** Reading on would let an endless body hold its connection. */
    private static void end(Response response) {
        Object unused = response.abort(new IOException("probe has its answer"));
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
