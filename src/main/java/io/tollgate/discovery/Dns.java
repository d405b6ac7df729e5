package io.tollgate.discovery;

import io.tollgate.model.DnsDiscovery;
import io.tollgate.time.Timer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NioClient;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/** What a discovery by DNS asks, and whom. Thread-safe. */
final class Dns implements Discovery.Questions {
    private static final String HOOK = "dnsjava.nio.register_shutdown_hook";

    /** Who begins or ends to use the library, of which there is one for all in a class loader. */
    private static final Object USE = new Object();

    private static int users;

    private final Timer timer;
    private boolean used;

    /**
     * @param timer for time limits
     */
    Dns(Timer timer) {
        this.timer = timer;
    }

    /**
     * The library's hook in the runtime ends a thread that does not keep a process from ending. Closing the library may
     * fail to take it out, when its thread ends first, and then it holds the whole web application for good.
     */
    private static void withoutHook() {
        if (System.getProperty(HOOK) == null) {
            System.setProperty(HOOK, "false");
        }
    }

    /** Those whose answers together are the backends. */
    @Override
    public List<Question> of(DnsDiscovery spec) {
        begin();
        RecordLookup lookup = new RecordLookup(
                new NameServers(() -> servers(spec), this::send, timer),
                !spec.resolver().isEmpty());
        Name name = name(spec.name());
        if (spec.type() == DnsDiscovery.Type.SRV) {
            return List.of(new ServiceQuestion(lookup, name));
        }
        Stream<Integer> types = switch (spec.type()) {
            case A -> Stream.of(Type.A);
            case AAAA -> Stream.of(Type.AAAA);
            default -> Stream.of(Type.A, Type.AAAA);
        };
        return types.<Question>map(type -> new AddressQuestion(lookup, name, type, spec.portInUse()))
                .toList();
    }

    private void begin() {
        synchronized (USE) {
            synchronized (this) {
                if (used) {
                    return;
                }
                used = true;
            }
            users++;
            withoutHook();
        }
    }

    /** A question that went out after the end would begin the library's thread anew, and nobody would end it. */
    private synchronized CompletionStage<Message> send(SimpleResolver resolver, Message query) {
        return used
                ? resolver.sendAsync(query, Runnable::run)
                : CompletableFuture.failedFuture(new NameServers.UnansweredException("nobody is asked any more"));
    }

    /**
     * Ends the thread that the library keeps for its sockets, unless others use it. What is under way ends without an
     * answer, and must not begin anew.
     */
    @Override
    public void close() {
        synchronized (USE) {
            synchronized (this) {
                if (!used) {
                    return;
                }
                used = false;
            }
            users--;
            // Waits for that thread, which may want to send: the lock for that must be free.
            if (users == 0) {
                NioClient.close();
            }
        }
    }

    /** Those of the system, which may change while running and are therefore read anew. */
    static List<InetSocketAddress> systems() {
        ResolvConfResolverConfigProvider file = new ResolvConfResolverConfigProvider();
        if (file.isEnabled()) {
            file.initialize();
        }
        if (!file.servers().isEmpty()) {
            return file.servers();
        }
        // Where there is no such file the library has other ways, which take longer.
        ResolverConfig.refresh();
        return ResolverConfig.getCurrentConfig().servers();
    }

    private static List<InetSocketAddress> servers(DnsDiscovery spec) {
        return spec.resolver().isEmpty() ? systems() : listed(spec);
    }

    private static List<InetSocketAddress> listed(DnsDiscovery spec) {
        return spec.resolver().stream()
                .map(each -> new InetSocketAddress(literal(each.host()), each.port()))
                .toList();
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("is an address", e);
        }
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text + ".");
        } catch (TextParseException e) {
            throw new IllegalStateException("is a name", e);
        }
    }
}
