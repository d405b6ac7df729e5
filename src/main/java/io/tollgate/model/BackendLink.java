package io.tollgate.model;

/**
 * How a pool's connections to its backends are made, beside where they lead.
 *
 * @param tls for backends whose URL begins with https
 */
public record BackendLink(PoolTls tls, ProxyProtocol proxyProtocol) {
    /** In the usual way. */
    public static final BackendLink PLAIN = new BackendLink(PoolTls.DEFAULT, ProxyProtocol.NONE);
}
