package io.tollgate.discovery;

import io.tollgate.model.Address;

/**
 * Where a backend answers, as a name server tells it.
 *
 * @param address where, by which it is known
 * @param tier 0 for what comes first
 * @param weight its share; negative where nothing is told of it
 * @param origin which of the questions behind an answer told it; empty where there is but one
 */
record Place(Address address, int tier, int weight, String origin) {
    /** What is told by an address alone. */
    static Place of(Address address) {
        return new Place(address, 0, -1, "");
    }
}
