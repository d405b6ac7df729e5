package io.tollgate.boot.jar;

import io.tollgate.proxy.AccessFilter;
import io.tollgate.proxy.DispatchServlet;
import io.tollgate.proxy.Gate;
import io.tollgate.proxy.GuardFilter;
import io.tollgate.proxy.RouteFilter;
import io.tollgate.proxy.SessionAffinityFilter;
import io.tollgate.proxy.ToHttpsFilter;
import io.tollgate.upstream.JettyClients;
import io.tollgate.upstream.Loops;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The embedded server that takes traffic: filters, then the dispatcher; the client beneath shares its threads. It has two
 * ways to carry an exchange. By its own the selectors' threads do everything, and answers go past the servlet layer; by
 * the portable one they hand over to threads that may wait, and answers go through the servlet API, as in the containers
 * that the WAR runs in.
 */
final class DataServer {
    private static final int MAX_THREADS = 128;
    private static final int OPTIONS = ServletContextHandler.NO_SESSIONS | ServletContextHandler.NO_SECURITY;

    private final Server server;
    private final boolean portable;
    private final ServletContextHandler context;
    private final HttpClient client;
    private final Refusals refusals = new Refusals();

    DataServer(boolean portable) {
        this.portable = portable;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("tollgate");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setErrorHandler(new ParserErrors(refusals));
        client = portable
                ? JettyClients.create(threads, server.getScheduler(), server.getByteBufferPool())
                : JettyClients.neverWaiting(threads, server.getScheduler(), server.getByteBufferPool());
        context = portable ? new ServletContextHandler("/", OPTIONS) : new NeverWaiting();
        context.setErrorHandler(new ParserErrors(refusals));
        List<Filter> stages = List.of(
                new AccessFilter(),
                new GuardFilter(),
                new ToHttpsFilter(),
                new RouteFilter(),
                new SessionAffinityFilter());
        for (Filter stage : stages) {
            FilterHolder holder = new FilterHolder(stage);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        }
        ServletHolder dispatch = new ServletHolder("dispatch", new DispatchServlet());
        dispatch.setAsyncSupported(true);
        dispatch.setInitOrder(1);
        context.addServlet(dispatch, "/*");
        server.setHandler(new GracefulHandler(new WholeServerRequests(context)));
    }

    Server server() {
        return server;
    }

    /** Hears of what never comes to the filters. */
    Refusals refusals() {
        return refusals;
    }

    /** What its servlet layer does not do by itself. */
    EmbeddedJetty container() {
        return new EmbeddedJetty(portable);
    }

    HttpClient client() {
        return client;
    }

    /** Those of the client, once it is started. */
    Loops loops() {
        return JettyClients.loops(client);
    }

    /** The client first, for probes need it before traffic comes. */
    void startClient() throws Exception {
        server.getThreadPool();
        ((QueuedThreadPool) server.getThreadPool()).start();
        server.getScheduler().start();
        client.start();
        JettyClients.passThrough(client);
    }

    void start(Gate gate) throws Exception {
        gate.attach(context.getServletContext());
        refusals.open(gate);
        server.start();
    }

    /** Stops at once: what is in flight is cut off, and what still comes meanwhile is refused. */
    void stop() throws Exception {
        try {
            Object unused = Graceful.shutdown(server);
            server.stop();
        } finally {
            client.stop();
            server.getScheduler().stop();
            ((QueuedThreadPool) server.getThreadPool()).stop();
        }
    }

    /** Its filters and its servlet run on the selectors' own threads, for they never wait. Jetty takes it that all do. */
    private static final class NeverWaiting extends ServletContextHandler {
        private NeverWaiting() {
            super("/", OPTIONS);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
