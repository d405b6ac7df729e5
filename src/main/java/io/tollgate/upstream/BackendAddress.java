package io.tollgate.upstream;

import io.tollgate.model.BackendUrl;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.Transport;

/**
 * Where jetty-client finds a backend.
 *
 * @param origin of a unix socket one that stands for it, since it has neither host nor port
 */
record BackendAddress(URI origin, Transport transport) {
    /**
     * Known before any other: a thread that began with a subclass of {@link Transport} and one that began with its
     * constant would wait for each other for ever, each to initialise what the other has begun to.
     */
    private static final Transport TCP = Transport.TCP_IP;

    static BackendAddress of(BackendUrl url) {
        Path socket = url.socket();
        return socket == null
                ? new BackendAddress(URI.create(url.toString()), TCP)
                : new BackendAddress(URI.create("http://" + url.authority()), new Transport.TCPUnix(socket));
    }

    /** A request for that target, on connections that no request with another tag uses. */
    RawRequest request(HttpClient client, String target, Object tag) {
        RawRequest request = new RawRequest(client, origin, target);
        request.transport(transport);
        request.tag(tag);
        return request;
    }
}
