package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.health.Probe;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Durations;
import io.tollgate.model.ProbeSpec;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;

/** A GET that judges the status and, where a text is wanted, the body; on connections of its own. Thread-safe. */
public final class HttpProbe implements Probe {
    private static final Duration SPARE = Duration.ofMinutes(1);
    private static final String WITHOUT = "the answer does not hold the wanted text";

    private final HttpClient client;
    private final BackendTls tls;
    private final Clock clock;
    private final Timer limits;

    /**
     * @param tls what speaks TLS to backends
     * @param limits ends the waiting for answers
     */
    public HttpProbe(HttpClient client, BackendTls tls, Clock clock, Timer limits) {
        this.client = client;
        this.tls = tls;
        this.clock = clock;
        this.limits = limits;
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
        // Only closes what could not be given up; the probe's own limit counts no time in which nothing ran.
        request.idleTimeout(spec.timeout().plus(SPARE).toMillis(), TimeUnit.MILLISECONDS);
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
        Timer.Cancellable limit = limits.after(spec.timeout(), () -> {
            done.complete(result(false, start, explain(new TimeoutException(), spec)));
            giveUp(request);
        });
        try {
            request.send(result -> {
                limit.cancel();
                Throwable failure = result.getFailure();
                done.complete(result(false, start, failure == null ? "no answer" : explain(failure, spec)));
            });
        } catch (RuntimeException e) {
            limit.cancel();
            done.complete(result(false, start, explain(e, spec)));
        }
        // Who hears of it may log, which the threads that bring answers have no time for.
        return done.thenApplyAsync(Function.identity(), client.getExecutor());
    }

    private static void giveUp(RawRequest request) {
        Object unused = request.abort(new TimeoutException());
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
