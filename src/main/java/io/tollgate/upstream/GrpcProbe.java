package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.health.Probe;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ProbeSpec;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import io.tollgate.tls.ClientTls;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** Asks the health service of gRPC (grpc.health.v1), over HTTP/2, on connections of its own. Thread-safe. */
public final class GrpcProbe implements Probe {
    private final HttpClient client;
    private final BackendTls tls;
    private final Clock clock;
    private final Timer timer;

    /**
     * @param client from {@link JettyClients}, started by the time of the first probe
     * @param tls what speaks TLS to backends
     */
    public GrpcProbe(HttpClient client, BackendTls tls, Clock clock, Timer timer) {
        this.client = client;
        this.tls = tls;
        this.clock = clock;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<ProbeResult> send(BackendUrl url, BackendLink link, ProbeSpec spec) {
        GrpcCall call = new GrpcCall(url, spec, clock, timer);
        try {
            connect(url, link, call);
        } catch (RuntimeException e) {
            call.failed(e);
        }
        return call.result();
    }

    private void connect(BackendUrl url, BackendLink link, GrpcCall call) {
        ClientTls speaks = url.secure() ? tls.by(link.tls().to(url)) : null;
        if (url.secure() && speaks == null) {
            throw new IllegalStateException("its TLS settings are in force no more");
        }
        BackendAddress address = BackendAddress.of(url);
        Http2Dialler dialler = new Http2Dialler(
                JettyClients.http2(client),
                address.transport(),
                speaks == null ? null : new LineEngines(speaks, url.host(), url.port(), LineEngines.HTTP_2),
                first(link.proxyProtocol()),
                call.listener());
        if (url.socket() != null) {
            race(List.of(address.transport().getSocketAddress()), dialler, call);
            return;
        }
        ConcurrentHashMap<String, Object> context = new ConcurrentHashMap<>();
        client.getSocketAddressResolver()
                .resolve(
                        url.host(),
                        url.port(),
                        context,
                        Promise.from(found -> race(Addresses.of(context, found.get(0)), dialler, call), call::failed));
    }

    private void race(List<SocketAddress> addresses, Http2Dialler dialler, GrpcCall call) {
        Duration patience = call.patience();
        if (!patience.isZero()) {
            new ConnectRace<>(addresses, patience, timer, dialler, call).start();
        }
    }

    /** What goes ahead of all else on a connection. */
    private static ClientConnectionFactory.@Nullable Decorator first(ProxyProtocol form) {
        return form == ProxyProtocol.NONE
                ? null
                : next -> new HeaderFirst.Factory(ProxyHeader.OF_ITSELF.bytes(form), next);
    }
}
