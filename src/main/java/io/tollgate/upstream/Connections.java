package io.tollgate.upstream;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.PoolTls;
import io.tollgate.model.ProxyProtocol;
import io.tollgate.time.Timer;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;

/** The connections to all backends, apart for each pool. Thread-safe. */
public final class Connections {
    private final HttpClient client;
    private final BackendTls tls;
    private final Timer limits;
    private final ConcurrentHashMap<Key, BackendConnections> backends = new ConcurrentHashMap<>();

    private record Key(String pool, BackendUrl url) {}

    /**
     * How many there are to one backend.
     *
     * @param active in use
     * @param idle open and not in use
     * @param pending being made
     * @param opened since the backend joined
     * @param closed of those, the ones that have ended
     */
    public record Figures(int active, int idle, int pending, long opened, long closed) {
        private static final Figures NONE = new Figures(0, 0, 0, 0, 0);
    }

    /**
     * @param client from {@link JettyClients}, started by the time of the first request
     * @param tls what speaks TLS to backends
     * @param limits ends the waiting for connections
     */
    public Connections(HttpClient client, BackendTls tls, Timer limits) {
        this.client = client;
        this.tls = tls;
        this.limits = limits;
    }

    HttpClient client() {
        return client;
    }

    /**
     * What a request to that backend goes over. Rules and settings are those of today: a request that began under earlier
     * ones goes by them no more, for an operator who has changed how a backend is spoken to means all that is said to it
     * from then on. What is no matter of settings cannot change under a request: whether TLS is spoken and with whom is
     * part of the URL, and of the key.
     *
     * @param rules for a backend that is not known, or no more
     * @param settings likewise; where they are in force no more, either, only what the Java runtime believes is believed
     */
    Line line(String pool, BackendUrl url, ConnectionSpec rules, PoolTls settings) {
        Key key = new Key(pool, url);
        BackendConnections known = backends.get(key);
        return (known == null
                        ? backends.computeIfAbsent(key, k -> new BackendConnections(url, rules, settings, tls, limits))
                        : known)
                .line();
    }

    /**
     * Takes over what the pools say by now. What has changed, or gone, is drained: idle connections close, busy ones when
     * they are done.
     */
    public void follow(Collection<PoolSpec> pools) {
        Set<Key> wanted = new HashSet<>();
        for (PoolSpec pool : pools) {
            for (BackendSpec backend : pool.backends()) {
                Key key = new Key(pool.id(), backend.url());
                wanted.add(key);
                backends.computeIfAbsent(
                                key, k -> new BackendConnections(k.url(), pool.connections(), pool.tls(), tls, limits))
                        .follow(pool.connections(), pool.tls());
            }
        }
        backends.forEach((key, gone) -> {
            if (!wanted.contains(key) && backends.remove(key, gone)) {
                gone.retire();
            }
        });
    }

    /**
     * Opens what is missing of the connections that are to be held open to that backend; none where each is made in a
     * client's name.
     */
    public void warm(PoolSpec pool, BackendUrl url) {
        if (!client.isRunning() || pool.proxyProtocol() != ProxyProtocol.NONE) {
            return;
        }
        Line line = line(pool.id(), url, pool.connections(), pool.tls());
        if (line.kept().isEmpty()) {
            // What holds connections is made with the first request that is looked at.
            Object unused = client.resolveDestination(line.address().request(client, "/", line));
        }
        line.kept().forEach(KeptConnections::warm);
    }

    /** Looks up again, one after the other, what backends' names stand for, and drains connections to old addresses. */
    public void lookUpNames() {
        Queue<Map.Entry<Key, BackendConnections>> named = backends.entrySet().stream()
                .filter(each -> each.getKey().url().socket() == null)
                .filter(each -> Addresses.literal(each.getKey().url().host()) == null)
                .collect(Collectors.toCollection(ArrayDeque::new));
        lookUpNext(named);
    }

    /** The figures of that backend. */
    public Figures figures(String pool, BackendUrl url) {
        BackendConnections known = backends.get(new Key(pool, url));
        return known == null ? Figures.NONE : known.figures();
    }

    private void lookUpNext(Queue<Map.Entry<Key, BackendConnections>> named) {
        Map.Entry<Key, BackendConnections> next = named.poll();
        if (next == null || !client.isRunning()) {
            return;
        }
        BackendUrl url = next.getKey().url();
        client.getSocketAddressResolver()
                .resolve(
                        url.host(),
                        url.port(),
                        new ConcurrentHashMap<>(),
                        Promise.from(
                                found -> {
                                    next.getValue()
                                            .found(found.stream()
                                                    .map(InetSocketAddress::getAddress)
                                                    .collect(Collectors.toSet()));
                                    lookUpNext(named);
                                },
                                // It may be known again the next time.
                                unknown -> lookUpNext(named)));
    }
}
