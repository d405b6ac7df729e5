package io.tollgate.bench.peers;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's asynchronous proxy servlet as it comes, two backends by turns. Arguments: PORT TLS-PORT KEYSTORE BACKEND BACKEND. */
public final class StockPeer extends AsyncProxyServlet {
    private static final int CONNECTIONS = 1_024;

    private final List<String> backends;
    private final AtomicInteger turn = new AtomicInteger();

    private StockPeer(List<String> backends) {
        this.backends = backends;
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector plain = new ServerConnector(server);
        plain.setHost("127.0.0.1");
        plain.setPort(Integer.parseInt(args[0]));
        server.addConnector(plain);

        SslContextFactory.Server keys = new SslContextFactory.Server();
        keys.setKeyStorePath(args[2]);
        keys.setKeyStorePassword("bench");
        keys.setSniRequired(false);
        HttpConfiguration secure = new HttpConfiguration();
        secure.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector tls = new ServerConnector(server, keys, new HttpConnectionFactory(secure));
        tls.setHost("127.0.0.1");
        tls.setPort(Integer.parseInt(args[1]));
        server.addConnector(tls);

        ServletContextHandler context = new ServletContextHandler();
        ServletHolder proxy =
                new ServletHolder(new StockPeer(Arrays.asList(args).subList(3, args.length)));
        proxy.setAsyncSupported(true);
        proxy.setInitParameter("maxThreads", "64");
        proxy.setInitParameter("maxConnections", Integer.toString(CONNECTIONS));
        context.addServlet(proxy, "/*");
        server.setHandler(context);
        server.start();
    }

    @Override
    protected String rewriteTarget(HttpServletRequest request) {
        String query = request.getQueryString();
        String backend = backends.get(Math.floorMod(turn.getAndIncrement(), backends.size()));
        return "http://127.0.0.1:" + backend + request.getRequestURI() + (query == null ? "" : "?" + query);
    }

    /** Its destinations have limits of their own, which are too low for a thousand callers. */
    @Override
    protected HttpClient createHttpClient() throws jakarta.servlet.ServletException {
        HttpClient client = super.createHttpClient();
        client.setMaxRequestsQueuedPerDestination(8 * CONNECTIONS);
        return client;
    }
}
