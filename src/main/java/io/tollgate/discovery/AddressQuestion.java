package io.tollgate.discovery;

import io.tollgate.model.Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks for the records of a name, through its aliases (RFC 1034, section 3.6.2). An answer holds as long as the shortest
 * TTL on the way; a negative one as RFC 2308, section 5, says. Thread-safe.
 */
final class AddressQuestion implements Question {
    /** Longer chains of aliases are loops, or as good as that. */
    private static final int MOST_ALIASES = 8;

    private final NameServers servers;
    private final Name name;
    private final int type;
    private final int port;

    /** What is still to be asked, and how long what was told on the way holds. */
    private record Step(Name name, long ttl, int aliases) {}

    /**
     * @param type {@link Type#A} or {@link Type#AAAA}
     * @param port where the addresses listen
     */
    AddressQuestion(NameServers servers, Name name, int type, int port) {
        this.servers = servers;
        this.name = name;
        this.type = type;
        this.port = port;
    }

    @Override
    public CompletableFuture<Answer> ask() {
        return ask(new Step(name, Long.MAX_VALUE, 0)).exceptionally(AddressQuestion::failed);
    }

    static Answer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Answer.Failed(String.valueOf(cause.getMessage()));
    }

    private CompletableFuture<Answer> ask(Step step) {
        return servers.ask(step.name(), type).thenCompose(message -> read(message, step));
    }

    private CompletableFuture<Answer> read(Message message, Step from) {
        Step at = from;
        while (at.aliases() <= MOST_ALIASES) {
            List<Record> records = records(message, at.name(), type);
            if (!records.isEmpty()) {
                return CompletableFuture.completedFuture(found(records, at.ttl()));
            }
            List<Record> aliases = records(message, at.name(), Type.CNAME);
            if (aliases.isEmpty()) {
                boolean elsewhere = !at.name().equals(from.name());
                return elsewhere && message.getRcode() == Rcode.NOERROR && soa(message) == null
                        ? ask(at)
                        : CompletableFuture.completedFuture(nothing(message, at));
            }
            CNAMERecord alias = (CNAMERecord) aliases.get(0);
            at = new Step(alias.getTarget(), Math.min(at.ttl(), alias.getTTL()), at.aliases() + 1);
        }
        return CompletableFuture.completedFuture(new Answer.Failed(name + " is an alias of too many others"));
    }

    private Answer found(List<Record> records, long ttl) {
        long shortest = ttl;
        List<Place> places = new ArrayList<>();
        for (Record record : records) {
            shortest = Math.min(shortest, record.getTTL());
            InetAddress address = record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
            if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
                places.add(Place.of(new Address(host(address), port)));
            }
        }
        return new Answer.Found(places, Duration.ofSeconds(shortest), null);
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : Address.parse("[" + text + "]:0").host();
    }

    private Answer nothing(Message message, Step at) {
        SOARecord soa = soa(message);
        boolean refers = soa == null
                && message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.NS);
        if (refers) {
            return new Answer.Failed("a name server only names others; it must be one that resolves");
        }
        long ttl = soa == null ? 0 : Math.min(soa.getTTL(), soa.getMinimum());
        String of = at.name().equals(name) ? "" : " of which " + name + " is an alias";
        String why = message.getRcode() == Rcode.NXDOMAIN
                ? "there is no name " + at.name() + of
                : "there is no " + Type.string(type) + " record of " + at.name() + of;
        return new Answer.Nothing(why, Duration.ofSeconds(Math.min(ttl, at.ttl())));
    }

    static List<Record> records(Message message, Name name, int type) {
        return message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    private static @Nullable SOARecord soa(Message message) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(record -> record instanceof SOARecord)
                .map(SOARecord.class::cast)
                .findFirst()
                .orElse(null);
    }
}
