package io.tollgate.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;

/** The weights of RFC 2782 become ours, and their shares stay what they are. */
class ServiceWeightsTest {
    /**
     * What each address gets.
     *
     * @param said weight and number of addresses of each host
     */
    private static List<Integer> weights(int[]... said) {
        List<SRVRecord> records = IntStream.range(0, said.length)
                .mapToObj(i -> new SRVRecord(Name.root, DClass.IN, 60, 1, said[i][0], 1 + i, Name.root))
                .toList();
        ServiceWeights weights = new ServiceWeights(records, record -> said[record.getPort() - 1][1]);
        return records.stream().map(weights::of).toList();
    }

    private static int[] host(int weight, int addresses) {
        return new int[] {weight, addresses};
    }

    @Test
    void weightsStandAsTheyAreWhereTheyCanBeShared() {
        assertEquals(List.of(5, 7), weights(host(5, 1), host(7, 1)));
        assertEquals(List.of(3, 1), weights(host(6, 2), host(1, 1)));
        assertEquals(List.of(34, 100), weights(host(101, 3), host(100, 1)), "as good as shared");
        assertEquals(List.of(1), weights(host(1, 0)), "of a host that nobody can tell of");
    }

    @Test
    void smallOnesAreScaledUpUntilTheyCanBeShared() {
        assertEquals(List.of(20, 10), weights(host(1, 1), host(1, 2)));
        assertEquals(List.of(10, 13), weights(host(3, 4), host(1, 1)));
        assertEquals(List.of(1000, 7), weights(host(50, 1), host(1, 3)), "not above what there is");
        assertEquals(List.of(1000, 1), weights(host(1000, 1), host(1, 2)));
    }

    @Test
    void eachHostGetsItsShareToOnePartInTwenty() {
        for (int first = 1; first <= 12; first++) {
            for (int second = 1; second <= 12; second++) {
                for (int addresses = 1; addresses <= 8; addresses++) {
                    List<Integer> each = weights(host(first, addresses), host(second, 1));
                    double wanted = (double) first / second;
                    double got = (double) each.get(0) * addresses / each.get(1);
                    String which = first + "/" + addresses + " beside " + second + ": " + each;
                    assertTrue(Math.abs(got / wanted - 1) < 0.06, which);
                }
            }
        }
    }

    @Test
    void largeOnesAndNoneAreScaledToWhatThereIs() {
        assertEquals(List.of(1000, 1), weights(host(65_535, 1), host(10, 1)));
        assertEquals(List.of(500, 1), weights(host(3, 2), host(0, 1)));
        assertEquals(List.of(-1, -1), weights(host(0, 1), host(0, 2)));
    }
}
