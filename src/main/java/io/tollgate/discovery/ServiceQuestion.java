package io.tollgate.discovery;

import io.tollgate.discovery.RecordLookup.Told;
import io.tollgate.model.PoolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
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
    /**
     * More are not asked for their addresses, for each takes two questions, all at once. Which they are does not depend on
     * the order in which they are told.
     */
    private static final int MOST_HOSTS = 250;

    @Override
    public CompletableFuture<Answer> ask() {
        RecordLookup one = lookup.forOneLook();
        return one.look(name, Type.SRV).thenCompose(told -> hosts(told, one));
    }

    private CompletableFuture<Answer> hosts(Told told, RecordLookup one) {
        if (told.none() != null) {
            return CompletableFuture.completedFuture(told.none());
        }
        List<SRVRecord> records = told.records().stream()
                .map(SRVRecord.class::cast)
                .filter(record -> !record.getTarget().equals(Name.root) && record.getPort() > 0)
                .sorted(Comparator.comparingInt(SRVRecord::getPriority)
                        .thenComparing(
                                Comparator.comparingInt(SRVRecord::getWeight).reversed()))
                .toList();
        if (records.isEmpty()) {
            Answer none = new Answer.Nothing(name + " says that the service is not to be had", told.ttl());
            return CompletableFuture.completedFuture(none);
        }
        Map<Name, CompletableFuture<Host>> asked = new LinkedHashMap<>();
        records.stream()
                .sorted(Comparator.comparingInt(SRVRecord::getPriority).thenComparing(SRVRecord::getTarget))
                .map(SRVRecord::getTarget)
                .distinct()
                .limit(MOST_HOSTS)
                .forEach(target -> asked.put(target, host(target, one)));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> {
                    Map<Name, Host> hosts = new LinkedHashMap<>();
                    asked.forEach((target, host) -> hosts.put(target, host.join()));
                    return answer(records, hosts, told.ttl());
                });
    }

    /** What was told of one host, by kind of address. */
    private record Host(Name name, Map<Integer, Told> told) {
        List<Place> places(int port) {
            List<Place> places = new ArrayList<>();
            told.forEach((type, each) -> RecordLookup.addresses(each.records(), port)
                    .forEach(address -> places.add(new Place(address, 0, -1, origin(type)))));
            return places;
        }

        int addresses() {
            return told.values().stream()
                    .mapToInt(each -> each.records().size())
                    .sum();
        }

        private String origin(int type) {
            return name + " " + Type.string(type);
        }

        Duration ttl() {
            return told.values().stream()
                    .filter(each -> each.none() == null)
                    .map(Told::ttl)
                    .min(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        }

        Stream<String> untold() {
            return told.entrySet().stream()
                    .filter(each -> each.getValue().none() instanceof Answer.Failed)
                    .map(each -> origin(each.getKey()));
        }

        Stream<String> failures() {
            return told.values().stream()
                    .map(Told::none)
                    .filter(none -> none instanceof Answer.Failed)
                    .map(none -> "of its host " + name + ": " + ((Answer.Failed) none).why());
        }
    }

    private static CompletableFuture<Host> host(Name target, RecordLookup one) {
        return one.look(target, Type.A)
                .thenCombine(
                        one.look(target, Type.AAAA),
                        (four, six) -> new Host(target, new TreeMap<>(Map.of(Type.A, four, Type.AAAA, six))));
    }

    private Answer answer(List<SRVRecord> records, Map<Name, Host> hosts, Duration ttl) {
        List<Integer> priorities =
                records.stream().map(SRVRecord::getPriority).distinct().toList();
        List<Place> places = new ArrayList<>();
        Set<String> untold = hosts.values().stream().flatMap(Host::untold).collect(Collectors.toSet());
        ServiceWeights weights = new ServiceWeights(records, record -> addresses(hosts.get(record.getTarget())));
        Duration shortest = ttl;
        for (SRVRecord record : records) {
            Host host = hosts.get(record.getTarget());
            if (host == null) {
                continue;
            }
            List<Place> told = host.places(record.getPort());
            if (places.size() + told.size() > PoolSpec.MAX_BACKENDS) {
                return new Answer.Found(places, shortest, Belief.TOO_MANY, untold);
            }
            int tier = priorities.indexOf(record.getPriority());
            int weight = weights.of(record);
            told.forEach(place -> places.add(new Place(place.address(), tier, weight, place.origin())));
            if (host.ttl().compareTo(shortest) < 0) {
                shortest = host.ttl();
            }
        }
        String missing = missing(records, hosts);
        if (!places.isEmpty()) {
            return new Answer.Found(places, shortest, missing, untold);
        }
        return missing != null
                ? new Answer.Failed(missing)
                : new Answer.Nothing("no host that " + name + " names has an address", shortest);
    }

    private static int addresses(@Nullable Host host) {
        return host == null ? 0 : host.addresses();
    }

    /** Why there may be more than what was told; null when that is all. */
    private @Nullable String missing(List<SRVRecord> records, Map<Name, Host> hosts) {
        boolean tooMany = records.stream().anyMatch(record -> !hosts.containsKey(record.getTarget()));
        return hosts.values().stream()
                .flatMap(Host::failures)
                .findFirst()
                .orElse(
                        tooMany
                                ? name + " names more than " + MOST_HOSTS
                                        + " hosts; the first of them by priority and name are used"
                                : null);
    }
}
