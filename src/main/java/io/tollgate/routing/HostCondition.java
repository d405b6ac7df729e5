package io.tollgate.routing;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Hosts;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The host is one of these names, or stands anywhere under one of these: {@code *.example.com} takes
 * {@code a.example.com} and {@code a.b.example.com}, not {@code example.com}.
 */
final class HostCondition implements Condition {
    private static final String WILDCARD = "*.";

    private final List<String> patterns;
    private final Set<String> names;
    private final List<String> suffixes;

    /**
     * @param patterns at least one
     */
    HostCondition(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.names = patterns.stream()
                .filter(pattern -> !pattern.startsWith(WILDCARD))
                .map(Hosts::of)
                .collect(Collectors.toUnmodifiableSet());
        this.suffixes = patterns.stream()
                .filter(pattern -> pattern.startsWith(WILDCARD))
                .map(pattern -> Hosts.of(pattern.substring(1)))
                .toList();
    }

    /** The names that it names in full. */
    Set<String> names() {
        return names;
    }

    /** Whether it also takes names that it does not name in full. */
    boolean hasWildcard() {
        return !suffixes.isEmpty();
    }

    @Override
    public boolean holds(Exchange exchange) {
        return takes(exchange.host());
    }

    boolean takes(String host) {
        if (names.contains(host)) {
            return true;
        }
        for (String suffix : suffixes) {
            if (host.length() > suffix.length() && host.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "host is " + String.join(" or ", patterns);
    }
}
