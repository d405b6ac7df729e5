package io.tollgate.discovery;

import io.tollgate.model.DnsDiscovery;
import io.tollgate.time.Timer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.NioClient;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/** What a discovery by DNS asks, and whom. Thread-safe. */
final class Dns implements Discovery.Questions {
    private static final String HOOK = "dnsjava.nio.register_shutdown_hook";

    private final Timer timer;
    private volatile boolean used;

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
    public synchronized List<Question> of(DnsDiscovery spec) {
        used = true;
        withoutHook();
        RecordLookup lookup = new RecordLookup(new NameServers(() -> servers(spec), () -> used, timer));
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

    /**
     * Ends the thread that the library keeps for its sockets. What is under way ends without an answer, and must not begin
     * anew.
     */
    @Override
    public synchronized void close() {
        if (used) {
            used = false;
            NioClient.close();
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
