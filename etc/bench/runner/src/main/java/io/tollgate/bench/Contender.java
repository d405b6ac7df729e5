package io.tollgate.bench;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * One of those that are measured.
 *
 * @param name its row
 * @param version what it says of itself, or where it comes from
 * @param jvm whether it must be warm, and tells what it allocates
 * @param tls whether it serves the TLS port
 * @param aside whether it tells what a part costs and is no peer: it is measured in the first cell alone
 * @param command writes its configuration and says how it is started
 */
record Contender(
        String name,
        Supplier<String> version,
        boolean jvm,
        boolean tls,
        boolean aside,
        BiFunction<Site, Ports, List<String>> command) {

    /** Where a contender answers. */
    record Ports(int plain, int tls) {}
}
