package io.tollgate.discovery;

import io.tollgate.model.Weight;
import java.util.List;
import org.xbill.DNS.SRVRecord;

/**
 * Makes our weights, 0 to 1000, where 0 takes nobody, of those of RFC 2782, 0 to 65535, where 0 takes hardly anybody beside
 * others, and as much as others beside other zeros. Within a priority they stand as they are, unless one exceeds 1000 or is
 * 0: then all are scaled so that the largest is 1000, and none is less than 1.
 */
final class ServiceWeights {
    private ServiceWeights() {}

    /**
     * The weight of each address of a host, which share what the record says.
     *
     * @param addresses how many the host has
     * @return negative where nothing is said, since all of the priority are 0
     */
    static int in(List<SRVRecord> all, SRVRecord record, int addresses) {
        int largest = 0;
        boolean zero = false;
        for (SRVRecord peer : all) {
            if (peer.getPriority() == record.getPriority()) {
                largest = Math.max(largest, peer.getWeight());
                zero |= peer.getWeight() == 0;
            }
        }
        if (largest == 0) {
            return -1;
        }
        double scale = zero || largest > Weight.MAX ? (double) Weight.MAX / largest : 1;
        return (int) Math.max(1, Math.round(record.getWeight() * scale / Math.max(1, addresses)));
    }
}
