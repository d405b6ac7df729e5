package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.tls.ClientTls;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * What keeps connections to one address apart, beside that address: who differs in any of it never shares one. It goes
 * with a request as jetty-client's tag.
 *
 * @param pool whose connections they are
 * @param tls speaks TLS; other settings or files are another object, so that connections of before are used no more.
 *     Null where none is spoken.
 * @param header the client in whose name the connection is made; null where none is named
 */
record Line(
        String pool,
        @Nullable ClientTls tls,
        ProxyProtocol form,
        @Nullable ProxyHeader header) implements ClientConnectionFactory.Decorator {

    static Line of(String pool, @Nullable ClientTls tls, ProxyProtocol form, ProxyHeader header) {
        return new Line(pool, tls, form, form == ProxyProtocol.NONE ? null : header);
    }

    /** The header comes before all else, TLS included. */
    @Override
    public ClientConnectionFactory apply(ClientConnectionFactory factory) {
        ProxyHeader named = header;
        return named == null ? factory : new HeaderFirst.Factory(named.bytes(form), factory);
    }
}
