package io.tollgate.bench.peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.Arrays;
import java.util.List;

/** Vert.x's proxy before two backends, one instance a core. Arguments: PORT TLS-PORT KEYSTORE BACKEND BACKEND. */
final class VertxPeer extends VerticleBase {
    /** As many as the bench has connections at most. */
    private static final int CONNECTIONS = 1_024;

    private final int port;
    private final int tlsPort;
    private final String keystore;
    private final List<SocketAddress> backends;
    private int turn;

    private VertxPeer(String... args) {
        port = Integer.parseInt(args[0]);
        tlsPort = Integer.parseInt(args[1]);
        keystore = args[2];
        backends = Arrays.stream(args)
                .skip(3)
                .map(backend -> SocketAddress.inetSocketAddress(Integer.parseInt(backend), "127.0.0.1"))
                .toList();
    }

    public static void main(String[] args) {
        int cores = Runtime.getRuntime().availableProcessors();
        Vertx.vertx()
                .deployVerticle(() -> new VertxPeer(args), new DeploymentOptions().setInstances(cores))
                .await();
    }

    @Override
    public Future<?> start() {
        HttpProxy proxy = HttpProxy.reverseProxy(
                vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS)));
        proxy.origin(OriginRequestProvider.selector(request -> Future.succeededFuture(next())));
        Future<?> plain = vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1");
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(keystore).setPassword("bench"));
        return plain.compose(
                opened -> vertx.createHttpServer(tls).requestHandler(proxy).listen(tlsPort, "127.0.0.1"));
    }

    private SocketAddress next() {
        turn = (turn + 1) % backends.size();
        return backends.get(turn);
    }
}
