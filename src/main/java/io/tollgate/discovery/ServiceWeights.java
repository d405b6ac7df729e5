package io.tollgate.discovery;

import io.tollgate.model.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.xbill.DNS.SRVRecord;

/**
 * Makes our weights, 0 to 1000, where 0 takes nobody, of those of RFC 2782, 0 to 65535, where 0 takes hardly anybody
 * beside others, and as much as others beside other zeros. The addresses of a host share its weight. Within a priority
 * the weights stand as they are, unless one exceeds 1000 or is 0: then all are scaled so that the largest is 1000, and
 * none is less than 1. They are scaled up also where small ones could not be shared, so that each part is right to 5 %.
 */
final class ServiceWeights {
    /** A part of so much may be rounded. */
    private static final double FINE = 10;

    private final ToIntFunction<SRVRecord> addresses;
    private final Map<Integer, Double> scales = new HashMap<>();

    /**
     * @param addresses how many the record's host has
     */
    ServiceWeights(List<SRVRecord> all, ToIntFunction<SRVRecord> addresses) {
        this.addresses = addresses;
        all.stream()
                .collect(Collectors.groupingBy(SRVRecord::getPriority))
                .forEach((priority, peers) -> scales.put(priority, scale(peers)));
    }

    /** The weight of each address of the record's host; negative where nothing is said, since all of the priority are 0. */
    int of(SRVRecord record) {
        double scale = scales.getOrDefault(record.getPriority(), 1.0);
        return scale == 0 ? -1 : (int) Math.max(1, Math.round(part(record) * scale));
    }

    /** 0 where all are 0. */
    private double scale(List<SRVRecord> peers) {
        int largest = peers.stream().mapToInt(SRVRecord::getWeight).max().orElse(0);
        if (largest == 0) {
            return 0;
        }
        double most = (double) Weight.MAX / largest;
        if (most < 1 || peers.stream().anyMatch(peer -> peer.getWeight() == 0)) {
            return most;
        }
        boolean coarse = peers.stream().anyMatch(peer -> part(peer) < FINE && part(peer) != Math.rint(part(peer)));
        double smallest = peers.stream().mapToDouble(this::part).min().orElse(FINE);
        return coarse ? Math.min(most, FINE / smallest) : 1;
    }

    private double part(SRVRecord record) {
        return (double) record.getWeight() / Math.max(1, addresses.applyAsInt(record));
    }
}
