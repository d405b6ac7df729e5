package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.tls.ClientTls;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are made in one client's name, and used for no other.
 *
 * @param tag of connections that are in nobody's name
 * @param form of the header
 */
record ForClient(Tag tag, ProxyHeader header, ProxyProtocol form) implements Tag, ClientConnectionFactory.Decorator {

    /** The tag itself where no client is named. */
    static Tag of(Tag tag, ProxyHeader header, ProxyProtocol form) {
        return form == ProxyProtocol.NONE ? tag : new ForClient(tag, header, form);
    }

    @Override
    public @Nullable Line line() {
        return tag.line();
    }

    @Override
    public @Nullable ClientTls tls() {
        return tag.tls();
    }

    /** The header comes before all else, TLS included. */
    @Override
    public ClientConnectionFactory apply(ClientConnectionFactory factory) {
        return new HeaderFirst.Factory(header.bytes(form), factory);
    }
}
