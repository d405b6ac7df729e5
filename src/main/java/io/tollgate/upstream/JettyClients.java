package io.tollgate.upstream;

import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes the jetty-client that carries attempts: it passes everything through and interprets nothing. */
public final class JettyClients {
    /** Above any pool's own limit, which is what counts; frees the sockets of connections that never come about. */
    private static final long CONNECT_MILLIS = 60_000;

    /** Shorter than common backends keep an idle connection (5 s), so that few requests meet one that is just closing. */
    private static final long POOLED_IDLE_MILLIS = 4_000;

    /** When a backend or client that nobody has asked for or come from is forgotten: after its connections are. */
    private static final long FORGOTTEN_MILLIS = 10_000;

    private static final int MAX_CONNECTIONS_PER_BACKEND = 8_192;
    private static final int MAX_WAITING_FOR_CONNECTION = 8_192;
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private JettyClients() {}

    /**
     * A client, not started.
     *
     * @param executor runs what is ready
     * @param scheduler times idle connections
     * @param buffers shared with the server where there is one
     */
    public static HttpClient create(Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(executor);
        connector.setScheduler(scheduler);
        connector.setByteBufferPool(buffers);
        connector.setTCPNoDelay(true);
        PatientTransport transport = new PatientTransport(connector);
        // Else a field's value comes out in the letters of one that came before it.
        transport.setHeaderCacheCaseSensitive(true);
        HttpClient client = new HttpClient(transport);
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setDefaultRequestContentType(null);
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setIdleTimeout(POOLED_IDLE_MILLIS);
        client.setMaxConnectionsPerDestination(MAX_CONNECTIONS_PER_BACKEND);
        client.setMaxRequestsQueuedPerDestination(MAX_WAITING_FOR_CONNECTION);
        client.setDestinationIdleTimeout(FORGOTTEN_MILLIS);
        client.setMaxRequestHeadersSize(MAX_HEAD_BYTES);
        client.setMaxResponseHeadersSize(MAX_HEAD_BYTES);
        // Heap buffers, so that a portable response can take a chunk's array as it is.
        client.setUseInputDirectByteBuffers(false);
        return client;
    }

    /** Takes out of a started client whatever would act on an answer instead of passing it on. */
    public static void passThrough(HttpClient client) {
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
        client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
        client.getProtocolHandlers().remove(ProxyAuthenticationProtocolHandler.NAME);
    }
}
