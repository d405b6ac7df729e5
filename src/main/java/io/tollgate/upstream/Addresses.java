package io.tollgate.upstream;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses that a backend's host stands for. Jetty is given one, for it would try the next only when that one
 * has failed; all of them go with the connection's context to {@link AnyAddressConnector}. Thread-safe.
 */
final class Addresses implements SocketAddressResolver {
    private static final String KEY = Addresses.class.getName();

    private final Executor executor;
    private final SocketAddressResolver names;

    /**
     * @param executor goes on with what needs no looking up and was asked at no loop's event
     * @param names looks up names
     */
    Addresses(Executor executor, SocketAddressResolver names) {
        this.executor = executor;
        this.names = names;
    }

    /** All that were found for that context, in the order to try them in; else the one that is given. */
    @SuppressWarnings("unchecked")
    static List<SocketAddress> of(Map<String, Object> context, SocketAddress one) {
        return (List<SocketAddress>) context.getOrDefault(KEY, List.of(one));
    }

    /** The address that the text is; null when it is a name. */
    static @Nullable InetAddress literal(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        IPAddress address = new IPAddressString(bare).getAddress();
        return address == null ? null : address.toInetAddress();
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        SharingConnector.askedHere(context);
        InetAddress literal = literal(host);
        try {
            if (literal != null) {
                // Not at once: whoever asks may not be ready to hear how it ends.
                SharingConnector.soon(() -> promise.succeeded(List.of(new InetSocketAddress(literal, port))), executor);
            } else {
                names.resolve(
                        host,
                        port,
                        context,
                        Promise.from(found -> promise.succeeded(noted(found, context)), promise::failed));
            }
        } catch (RejectedExecutionException e) {
            promise.failed(new RejectedExecutionException("no thread is free to connect, or Tollgate stops", e));
        }
    }

    private static List<InetSocketAddress> noted(List<InetSocketAddress> found, Map<String, Object> context) {
        List<InetSocketAddress> ordered = inTurn(found);
        context.put(KEY, ordered);
        Line line =
                context.get(Destination.CONTEXT_KEY) instanceof Destination destination ? Tag.line(destination) : null;
        if (line != null) {
            line.found(ordered);
        }
        return ordered.subList(0, 1);
    }

    /** Both families in turn, so that one which does not work costs one delay at most (RFC 8305, section 4). */
    static List<InetSocketAddress> inTurn(List<InetSocketAddress> found) {
        Class<?> first = found.get(0).getAddress().getClass();
        List<InetSocketAddress> these = new ArrayList<>();
        List<InetSocketAddress> those = new ArrayList<>();
        found.forEach(address -> (address.getAddress().getClass() == first ? these : those).add(address));
        List<InetSocketAddress> ordered = new ArrayList<>();
        for (int i = 0; i < Math.max(these.size(), those.size()); i++) {
            if (i < these.size()) {
                ordered.add(these.get(i));
            }
            if (i < those.size()) {
                ordered.add(those.get(i));
            }
        }
        return List.copyOf(ordered);
    }
}
