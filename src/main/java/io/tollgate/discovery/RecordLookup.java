package io.tollgate.discovery;

import io.tollgate.model.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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
 * Looks up the records of a name, through its aliases (RFC 1034, section 3.6.2). What is told holds as long as the
 * shortest TTL on the way; that there is nothing, as long as RFC 2308, section 5, says. Thread-safe.
 */
final class RecordLookup {
    /** Longer chains of aliases are loops, or as good as that. */
    private static final int MOST_ALIASES = 8;

    private final NameServers servers;
    private final boolean chosen;

    /**
     * What was told.
     *
     * @param records of the type that was asked for
     * @param ttl how long that holds
     * @param none what there is in place of records; null when there are some
     */
    record Told(
            List<Record> records, Duration ttl, @Nullable Answer none) {
        private static Told nothing(Answer why) {
            return new Told(List.of(), Duration.ZERO, why);
        }
    }

    /** The name that is asked for, where its aliases led so far, and how long that holds, in seconds. */
    private record Step(Name asked, Name at, long ttl, int aliases) {
        Step to(CNAMERecord alias) {
            return new Step(asked, alias.getTarget(), Math.min(ttl, seconds(alias)), aliases + 1);
        }
    }

    /**
     * @param chosen whether the configuration lists those name servers; else they are the system's
     */
    RecordLookup(NameServers servers, boolean chosen) {
        this.servers = servers;
        this.chosen = chosen;
    }

    /** The same for one look, in which the system is asked for its name servers once. */
    RecordLookup forOneLook() {
        return new RecordLookup(servers.forOneLook(), chosen);
    }

    /** Looks up. What comes is never an exception. */
    CompletableFuture<Told> look(Name name, int type) {
        return ask(new Step(name, name, Long.MAX_VALUE, 0), type).exceptionally(RecordLookup::failed);
    }

    /** Where the hosts of those records are. */
    static List<Address> addresses(List<Record> records, int port) {
        return records.stream()
                .map(record -> new Address(host(address(record)), port))
                .toList();
    }

    private static InetAddress address(Record record) {
        return record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
    }

    /**
     * Whether some server may be there that a name server can know of. This machine itself, where more is to be had than
     * the world may see, is only for a name server of this machine to tell that was chosen for it: the system's, such as
     * systemd-resolved, hands on what the world says. Link-local addresses, as of the services of clouds, are for nobody
     * to tell.
     */
    private static boolean usable(Record record, boolean toldHere) {
        if (!(record instanceof ARecord) && !(record instanceof AAAARecord)) {
            return true;
        }
        InetAddress address = address(record);
        return !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && !address.getHostAddress().equals("255.255.255.255")
                && (toldHere || !address.isLoopbackAddress());
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : Address.parse("[" + text + "]:0").host();
    }

    private static Told failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Told.nothing(new Answer.Failed(String.valueOf(cause.getMessage())));
    }

    private CompletableFuture<Told> ask(Step step, int type) {
        return servers.ask(step.at(), type).thenCompose(reply -> read(reply, step, type));
    }

    private CompletableFuture<Told> read(NameServers.Reply reply, Step from, int type) {
        Message message = reply.message();
        Step step = from;
        while (step.aliases() <= MOST_ALIASES) {
            List<Record> records = records(message, step.at(), type);
            if (!records.isEmpty()) {
                return CompletableFuture.completedFuture(told(records, step, reply.from()));
            }
            List<Record> aliases = records(message, step.at(), Type.CNAME);
            if (aliases.isEmpty()) {
                boolean elsewhere = !step.at().equals(from.at());
                return elsewhere && message.getRcode() == Rcode.NOERROR && soa(message) == null
                        ? ask(step, type)
                        : CompletableFuture.completedFuture(Told.nothing(nothing(message, step, type)));
            }
            step = step.to((CNAMERecord) aliases.get(0));
        }
        return CompletableFuture.completedFuture(
                Told.nothing(new Answer.Failed(from.asked() + " is an alias of too many others")));
    }

    private Told told(List<Record> all, Step step, InetSocketAddress from) {
        List<Record> records = all.stream()
                .filter(record -> usable(record, chosen && from.getAddress().isLoopbackAddress()))
                .toList();
        if (records.isEmpty()) {
            return Told.nothing(
                    new Answer.Failed(step.at() + " has only addresses at which no other machine is, such as "
                            + address(all.get(0)).getHostAddress()));
        }
        long ttl = records.stream().mapToLong(RecordLookup::seconds).min().orElse(0);
        return new Told(records, Duration.ofSeconds(Math.min(ttl, step.ttl())), null);
    }

    private static Answer nothing(Message message, Step step, int type) {
        SOARecord soa = soa(message);
        boolean refers = soa == null
                && message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.NS);
        if (refers) {
            return new Answer.Failed("a name server only names others; it must be one that resolves");
        }
        long ttl = soa == null ? 0 : Math.min(seconds(soa), soa.getMinimum());
        String of = step.aliases() == 0 ? "" : " of which " + step.asked() + " is an alias";
        String why = message.getRcode() == Rcode.NXDOMAIN
                ? "there is no name " + step.at() + of
                : "there is no " + Type.string(type) + " record of " + step.at() + of;
        return new Answer.Nothing(why, Duration.ofSeconds(Math.min(ttl, step.ttl())));
    }

    /** In seconds; one with the highest bit set is 0 (RFC 2181, section 8). */
    private static long seconds(Record record) {
        return record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL();
    }

    private static List<Record> records(Message message, Name name, int type) {
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
