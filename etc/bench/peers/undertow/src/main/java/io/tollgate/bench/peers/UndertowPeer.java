package io.tollgate.bench.peers;

import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Undertow's own load balancer before two backends. Arguments: PORT TLS-PORT KEYSTORE BACKEND BACKEND. */
final class UndertowPeer {
    /** As many as the bench has connections at most. */
    private static final int CONNECTIONS = 1_024;

    private static final char[] PASSWORD = "bench".toCharArray();

    private UndertowPeer() {}

    public static void main(String[] args) throws Exception {
        LoadBalancingProxyClient backends = new LoadBalancingProxyClient().setConnectionsPerThread(CONNECTIONS);
        for (int i = 3; i < args.length; i++) {
            backends.addHost(URI.create("http://127.0.0.1:" + args[i]));
        }
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .addHttpsListener(Integer.parseInt(args[1]), "127.0.0.1", tls(Path.of(args[2])))
                .setHandler(ProxyHandler.builder().setProxyClient(backends).build())
                .build()
                .start();
    }

    private static SSLContext tls(Path keystore) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
