package io.tollgate.upstream;

import io.tollgate.model.LimitSpec;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/** Makes the jetty-client that carries attempts and probes: it passes everything through and interprets nothing. */
public final class JettyClients {
    /** Of connections that belong to no pool, such as a probe's. */
    private static final long IDLE_MILLIS = 4_000;

    /** What is kept of a backend, or of a client of its own there, that has no connections is thrown away after this. */
    private static final long FORGET_MILLIS = 10_000;

    private static final int MAX_WAITING_FOR_CONNECTION = 8_192;
    private static final int MAX_ANSWER_HEAD_BYTES = 64 * 1024;

    /** The largest head that may come, and what Tollgate adds to it. */
    private static final int MAX_REQUEST_HEAD_BYTES = LimitSpec.MAX_HEAD + 64 * 1024;

    /** Each has a thread of a pool that others need, too. */
    private static final int MOST_LOOPS = 32;

    private static final long RESOLVE_MILLIS = 15_000;

    private JettyClients() {}

    /**
     * A client, not started. Its threads may be held up by who is told of answers.
     *
     * @param executor runs what is ready
     * @param scheduler times idle connections
     * @param buffers shared with the server where there is one
     */
    public static HttpClient create(Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
        return create(executor, scheduler, buffers, InvocationType.BLOCKING, () -> 1);
    }

    /**
     * A client, not started, whose selectors tell of answers themselves: nobody who is told may ever wait. With clients'
     * connections on {@link #loops} an exchange need not change its thread.
     */
    public static HttpClient neverWaiting(Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
        return neverWaiting(executor, scheduler, buffers, Runtime.getRuntime()::availableProcessors);
    }

    /** @param processors how many this process may use now; as many loops there are as at first */
    static HttpClient neverWaiting(
            Executor executor, Scheduler scheduler, ByteBufferPool buffers, IntSupplier processors) {
        return create(executor, scheduler, buffers, InvocationType.NON_BLOCKING, processors);
    }

    private static HttpClient create(
            Executor executor,
            Scheduler scheduler,
            ByteBufferPool buffers,
            InvocationType listeners,
            IntSupplier processors) {
        boolean waiting = listeners == InvocationType.BLOCKING;
        ClientConnector connector = new AnyAddressConnector(processors, !waiting);
        connector.setSelectors(Math.min(MOST_LOOPS, processors.getAsInt()));
        connector.setExecutor(executor);
        connector.setScheduler(scheduler);
        connector.setByteBufferPool(buffers);
        connector.setTCPNoDelay(true);
        PatientTransport transport = new PatientTransport(connector);
        // Else a field's value comes out in the letters of one that came before it.
        transport.setHeaderCacheCaseSensitive(true);
        transport.setInvocationType(listeners);
        HttpClient client = new HttpClient(transport);
        client.setExecutor(executor);
        client.setScheduler(scheduler);
        client.setByteBufferPool(buffers);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setDefaultRequestContentType(null);
        NameThreads names = new NameThreads();
        client.addBean(names);
        client.setSocketAddressResolver(
                new Addresses(executor, new SocketAddressResolver.Async(names, scheduler, RESOLVE_MILLIS)));
        client.setIdleTimeout(IDLE_MILLIS);
        client.setDestinationIdleTimeout(FORGET_MILLIS);
        client.setMaxRequestsQueuedPerDestination(MAX_WAITING_FOR_CONNECTION);
        client.setMaxRequestHeadersSize(MAX_REQUEST_HEAD_BYTES);
        client.setMaxResponseHeadersSize(MAX_ANSWER_HEAD_BYTES);
        // On the heap, so that a portable response can take a chunk's array as it is.
        client.setUseInputDirectByteBuffers(!waiting);
        client.addBean(http2(connector));
        return client;
    }

    /** The selectors of a client of ours that has been started. */
    public static Loops loops(HttpClient client) {
        ClientConnector connector =
                ((HttpClientTransportOverHTTP) client.getHttpClientTransport()).getClientConnector();
        return (Loops) connector.getSelectorManager();
    }

    /** Makes connections of HTTP/2 with that client's threads and selector; starts and stops with it. */
    static HTTP2Client http2(HttpClient client) {
        return client.getBean(HTTP2Client.class);
    }

    private static HTTP2Client http2(ClientConnector connector) {
        HTTP2Client client = new HTTP2Client(connector);
        client.setUseALPN(false);
        client.setMaxRequestHeadersSize(MAX_REQUEST_HEAD_BYTES);
        // A probe's answer is small: nobody needs more than the protocol gives everybody (RFC 9113, section 6.9.2).
        client.setInitialSessionRecvWindow(FlowControlStrategy.DEFAULT_WINDOW_SIZE);
        client.setInitialStreamRecvWindow(FlowControlStrategy.DEFAULT_WINDOW_SIZE);
        return client;
    }

    /** Takes out of a started client whatever would act on an answer instead of passing it on. */
    public static void passThrough(HttpClient client) {
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        client.getProtocolHandlers().put(new InterimAnswers());
    }
}
