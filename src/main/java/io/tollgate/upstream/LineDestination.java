package io.tollgate.upstream;

import io.tollgate.tls.ClientTls;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The connections of one {@link Tag} to one address. */
final class LineDestination extends HttpDestination {
    LineDestination(HttpClient client, Origin origin) {
        super(client, origin);
    }

    /** Of those in clients' names each client's are apart; together they are bounded as others are. */
    @Override
    public void newConnection(Promise<Connection> promise) {
        Line line = Tag.line(this);
        if (line != null && getOrigin().getTag() instanceof ForClient) {
            line.makeRoom();
        }
        super.newConnection(promise);
    }

    /** A connection could not be made, with which all fail who wait by then: before, they get what is idle on any loop. */
    @Override
    public void failed(Throwable cause) {
        try {
            if (getConnectionPool() instanceof KeptConnections kept) {
                kept.serveByIdle();
            }
        } finally {
            super.failed(cause);
        }
    }

    /** Each tag has its own TLS; whoever has none gets the client's, which verifies. */
    @Override
    public SslContextFactory.Client resolveSslContextFactory() {
        ClientTls tls = getOrigin().getTag() instanceof Tag tag ? tag.tls() : null;
        return tls == null || !isSecure()
                ? super.resolveSslContextFactory()
                : new LineEngines(tls, getHost(), getPort(), LineEngines.HTTP_1_1);
    }
}
