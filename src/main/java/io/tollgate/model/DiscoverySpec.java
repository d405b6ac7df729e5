package io.tollgate.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a pool's backends are found, beside those that the configuration lists. Immutable. */
public record DiscoverySpec(
        @Setting(value = "They are listed in a file of their own, which is watched.", defaultsTo = "null") @Nullable
        FileDiscovery file,

        @Setting(value = "They are the addresses of a name.", defaultsTo = "null") @Nullable
        DnsDiscovery dns,

        @Setting(
                value =
                        "How long one that is found no more may go on with its requests and sessions before it is taken out; it is as soon as it has none.",
                defaultsTo = "10m",
                range = "0s to 1d")
        Duration drain) {

    /** What holds for those that are left of a discovery that is configured no more. */
    public static final Duration DRAIN = Duration.ofMinutes(10);

    public DiscoverySpec {
        new Checks()
                .range(drain, Duration.ZERO, Duration.ofDays(1), "drain")
                .requireTogether(file != null || dns != null, "", "does not say where to look", "write file or dns")
                .requireTogether(file == null || dns == null, "", "says two places to look", "write either file or dns")
                .done();
    }

    /** What tells it from one that looks elsewhere, or for something else there; equal when it does not. */
    public List<Object> place() {
        return dns == null
                ? List.of(file == null ? "" : file.path())
                : List.of(dns.name(), dns.type(), dns.scheme(), dns.portInUse(), dns.resolver());
    }

    /** Where it looks, for the operator. */
    public String source() {
        return dns != null ? "DNS " + dns.name() : "file " + (file == null ? "" : file.path());
    }
}
