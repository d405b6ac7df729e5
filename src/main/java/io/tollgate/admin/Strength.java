package io.tollgate.admin;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What those who serve a pool's new callers can bear.
 *
 * @param serving those with whom new callers begin
 * @param helping they and the rest of their tiers, which take callers as soon as they are full
 * @param tiers where the serving stand
 * @param last they serve for want of anybody who is ready and well
 */
record Strength(List<Endpoint> serving, List<Endpoint> helping, Set<Integer> tiers, boolean last) {

    static Strength of(List<ServingGroup> groups) {
        List<ServingGroup> first =
                groups.stream().filter(group -> group.share() > 0).toList();
        Set<Integer> tiers = first.stream().map(ServingGroup::tier).collect(Collectors.toUnmodifiableSet());
        boolean last = !first.isEmpty() && first.stream().allMatch(ServingGroup::last);
        List<Endpoint> serving = new ArrayList<>();
        List<Endpoint> helping = new ArrayList<>();
        for (ServingGroup group : groups) {
            if (group.share() > 0) {
                serving.addAll(group.candidates());
            }
            if (group.share() > 0 || (!group.last() && tiers.contains(group.tier()))) {
                helping.addAll(group.candidates());
            }
        }
        return new Strength(List.copyOf(serving), List.copyOf(helping), tiers, last);
    }

    boolean nobody() {
        return serving.isEmpty();
    }

    double weight() {
        return serving.stream().mapToDouble(Endpoint::effectiveWeight).sum();
    }

    /** Requests that may be served at once; 0 where not all have a limit. */
    long limit() {
        boolean all = helping.stream().allMatch(endpoint -> endpoint.maxRequests() > 0);
        return all ? helping.stream().mapToLong(Endpoint::maxRequests).sum() : 0;
    }

    /** Whether everybody here is there too, with no less of weight and limit. */
    boolean within(Strength other) {
        Map<String, Endpoint> there = new HashMap<>();
        other.helping.forEach(endpoint -> there.put(endpoint.id(), endpoint));
        return helping.stream().allMatch(here -> {
            Endpoint then = there.get(here.id());
            return then != null
                    && then.effectiveWeight() >= here.effectiveWeight()
                    && !less(then.maxRequests(), here.maxRequests());
        });
    }

    /** @param limit 0 for none */
    static boolean less(long limit, long than) {
        return limit > 0 && (than == 0 || limit < than);
    }
}
