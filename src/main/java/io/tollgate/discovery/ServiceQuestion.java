package io.tollgate.discovery;

import io.tollgate.discovery.RecordLookup.Told;
import io.tollgate.model.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Asks where a service is (SRV, RFC 2782), and for the addresses of all hosts that are named. Priorities become tiers in
 * their order, the lowest one 0; weights become weights ({@link ServiceWeights}).
 *
 * @param name such as {@code _http._tcp.shop.internal}
 */
record ServiceQuestion(RecordLookup lookup, Name name) implements Question {
    /** More are not asked for their addresses: each takes two questions, all at once. */
    private static final int MOST_HOSTS = 250;

    @Override
    public CompletableFuture<Answer> ask() {
        return lookup.look(name, Type.SRV).thenCompose(this::hosts);
    }

    private CompletableFuture<Answer> hosts(Told told) {
        if (told.none() != null) {
            return CompletableFuture.completedFuture(told.none());
        }
        List<SRVRecord> records = told.records().stream()
                .map(SRVRecord.class::cast)
                .filter(record -> !record.getTarget().equals(Name.root))
                .sorted(Comparator.comparingInt(SRVRecord::getPriority)
                        .thenComparing(
                                Comparator.comparingInt(SRVRecord::getWeight).reversed()))
                .toList();
        if (records.isEmpty()) {
            Answer none = new Answer.Nothing(name + " says that the service is not to be had", told.ttl());
            return CompletableFuture.completedFuture(none);
        }
        Map<Name, CompletableFuture<Host>> asked = new LinkedHashMap<>();
        for (SRVRecord record : records) {
            if (asked.size() < MOST_HOSTS) {
                asked.computeIfAbsent(record.getTarget(), this::host);
            }
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<Name, Host> hosts = new LinkedHashMap<>();
                    asked.forEach((target, host) -> hosts.put(target, host.join()));
                    return answer(records, hosts, told.ttl());
                });
    }

    /** What was told of one host. */
    private record Host(List<Told> told) {
        List<Address> addresses(int port) {
            return told.stream()
                    .flatMap(each -> RecordLookup.addresses(each.records(), port).stream())
                    .toList();
        }

        Duration ttl() {
            return told.stream()
                    .filter(each -> each.none() == null)
                    .map(Told::ttl)
                    .min(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }

        Stream<String> failures() {
            return told.stream()
                    .map(Told::none)
                    .filter(none -> none instanceof Answer.Failed)
                    .map(none -> ((Answer.Failed) none).why());
        }
    }

    private CompletableFuture<Host> host(Name target) {
        return lookup.look(target, Type.A)
                .thenCombine(lookup.look(target, Type.AAAA), (four, six) -> new Host(List.of(four, six)));
    }

    private Answer answer(List<SRVRecord> records, Map<Name, Host> hosts, Duration ttl) {
        List<Integer> priorities =
                records.stream().map(SRVRecord::getPriority).distinct().toList();
        List<Place> places = new ArrayList<>();
        Duration shortest = ttl;
        for (SRVRecord record : records) {
            Host host = hosts.get(record.getTarget());
            List<Address> addresses = host == null ? List.of() : host.addresses(record.getPort());
            int weight = ServiceWeights.in(records, record, addresses.size());
            addresses.forEach(
                    address -> places.add(new Place(address, priorities.indexOf(record.getPriority()), weight)));
            if (host != null && host.ttl().compareTo(shortest) < 0) {
                shortest = host.ttl();
            }
        }
        String missing = missing(records, hosts);
        if (!places.isEmpty()) {
            return new Answer.Found(places, shortest, missing);
        }
        return missing != null
                ? new Answer.Failed(missing)
                : new Answer.Nothing("no host that " + name + " names has an address", shortest);
    }

    private @Nullable String missing(List<SRVRecord> records, Map<Name, Host> hosts) {
        boolean tooMany = records.stream().anyMatch(record -> !hosts.containsKey(record.getTarget()));
        return tooMany
                ? name + " names more than " + MOST_HOSTS + " hosts"
                : hosts.values().stream().flatMap(Host::failures).findFirst().orElse(null);
    }
}
