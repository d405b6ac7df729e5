package io.tollgate.balance;

import io.tollgate.model.AffinitySpec;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.policy.PickContext;
import io.tollgate.policy.Picker;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a pick reads: the candidates in groups, each with its picker, and how callers are divided over the groups; frozen
 * when a mode, a weight, a health or an ejection last changed. Immutable.
 */
final class PoolView {
    private static final int DOUBTFUL = 2;

    private final PoolSpec spec;
    private final List<Endpoint> endpoints;
    private final Map<String, Endpoint> byId;
    private final List<Group> groups;
    private final List<ServingGroup> serving;
    private final Spill spill;
    private final IntUnaryOperator bounded;
    private final boolean failOpen;

    /**
     * @param all those of the place, be they well or not
     */
    private record Group(ServingGroup serving, List<Endpoint> all, Picker<Endpoint> picker) {
        static Group of(Division.Part part, GroupPolicies policies) {
            Peers peers = part.peers();
            return new Group(
                    part.serving(),
                    peers.all(),
                    policies.of(peers.place(), peers.tier()).picker(part.candidates(), peers.all()));
        }

        @Nullable
        Endpoint enter(PickContext context) {
            Endpoint picked = picker.pick(context);
            while (picked != null && !picked.tryEnter()) {
                picked = picker.pick(context);
            }
            return picked;
        }

        /** Whether it takes callers of the other that is full. */
        boolean helps(Group other) {
            boolean sameTier = serving.tier() == other.serving.tier() && !serving.last();
            return serving.share() > 0 || sameTier;
        }

        /** Who is down by now counts, too. */
        boolean doubtful(PickContext context) {
            return PoolView.doubtful(all, context);
        }

        /** Whether there is none that the request may have and has not tried. */
        boolean exhausted(PickContext context) {
            for (Endpoint candidate : serving.candidates()) {
                if (!context.tried(candidate) && picker.reaches(candidate, context)) {
                    return false;
                }
            }
            return true;
        }
    }

    private PoolView(
            PoolSpec spec,
            List<Endpoint> endpoints,
            List<Group> groups,
            List<ServingGroup> serving,
            Spill spill,
            IntUnaryOperator bounded,
            boolean failOpen) {
        this.spec = spec;
        this.endpoints = List.copyOf(endpoints);
        this.byId = this.endpoints.stream().collect(Collectors.toUnmodifiableMap(Endpoint::id, e -> e));
        this.groups = groups;
        this.serving = serving;
        this.spill = spill;
        this.bounded = bounded;
        this.failOpen = failOpen;
    }

    /**
     * @param zone where this Tollgate stands; empty for nowhere
     * @param bounded gives a random number from 0 to below its argument; thread-safe
     */
    static PoolView of(
            PoolSpec spec, List<Endpoint> endpoints, GroupPolicies policies, String zone, IntUnaryOperator bounded) {
        Division division = Division.of(endpoints, zone);
        List<Group> groups =
                division.parts().stream().map(part -> Group.of(part, policies)).toList();
        return new PoolView(
                spec, endpoints, groups, division.serving(), division.spill(), bounded, division.failOpen());
    }

    /** Whether new callers are served where such a backend stands. */
    boolean servedAt(BackendSpec backend, String zone) {
        ServingGroup.Place place = Tier.place(backend, zone);
        return serving.stream()
                .anyMatch(group -> group.place() == place && group.tier() == backend.tier() && group.share() > 0);
    }

    PoolSpec spec() {
        return spec;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    @Nullable
    Endpoint endpoint(String id) {
        return byId.get(id);
    }

    boolean failOpen() {
        return failOpen;
    }

    /** See {@link Pool#serving}. */
    List<ServingGroup> serving() {
        return serving;
    }

    /** The backend the caller is tied to, if it may still serve its own; null to pick another. */
    @Nullable
    Endpoint tied(Caller caller) {
        Endpoint tied = own(caller);
        if (tied == null || caller.tried(tied)) {
            return null;
        }
        return tied.well() || (failOpen && tied.mode() == Mode.READY) ? tied : null;
    }

    /** Whether the caller may have no other backend than its own, be that well or not: its pool moves nobody. */
    boolean bound(Caller caller) {
        return spec.affinity().whenDown() == AffinitySpec.WhenDown.REFUSE && own(caller) != null;
    }

    /** The backend the caller is tied to, unless an operator has taken it out. */
    private @Nullable Endpoint own(Caller caller) {
        String id = caller.tiedBackend();
        Endpoint tied = id == null ? null : byId.get(id);
        return tied == null || tied.mode() == Mode.MAINTENANCE ? null : tied;
    }

    /**
     * Chooses and enters a backend; null when those it may have are all full, or there are none. A caller begins with a
     * group by the shares, and takes another of them, or the other zones of the same tier, where that one is full. Those
     * without a share are for who finds no one else.
     */
    @Nullable
    Endpoint enter(PickContext context) {
        if (groups.isEmpty()) {
            return null;
        }
        int begun = begin(context);
        Group first = groups.get(begun);
        Endpoint entered = first.enter(context);
        if (entered != null) {
            return entered;
        }
        boolean full = !first.exhausted(context);
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            if (i == begun) {
                continue;
            }
            if (full && !group.helps(first)) {
                return null;
            }
            entered = group.enter(context);
            if (entered != null) {
                return entered;
            }
            full |= !group.exhausted(context);
        }
        return null;
    }

    private int begin(PickContext context) {
        if (groups.size() == 1) {
            return 0;
        }
        long key = context.keyHash();
        int drawn = key == PickContext.NO_KEY ? spill.draw(bounded) : spill.of(key);
        return context.tries() >= DOUBTFUL ? elsewhere(drawn, context) : drawn;
    }

    /**
     * Whom two backends of a tier have failed is not sent to a third of it, which may be one try too many: where all of a
     * site died at once, and nobody has noticed yet, its last try goes to the next tier. Where there is none, one whom two of
     * a group have failed goes to another group; and where all that serve have joined just now and do not answer yet, to one
     * that drains and is well.
     */
    private int elsewhere(int drawn, PickContext context) {
        Group begun = groups.get(drawn);
        int tier = begun.serving().tier();
        if (doubtful(tier, context)) {
            for (int i = 0; i < groups.size(); i++) {
                Group other = groups.get(i);
                int next = other.serving().tier();
                if (next != tier && !other.serving().last() && !doubtful(next, context) && !other.exhausted(context)) {
                    return i;
                }
            }
        }
        if (begun.doubtful(context)) {
            for (int i = 0; i < groups.size(); i++) {
                Group other = groups.get(i);
                if (!other.doubtful(context) && !other.exhausted(context)) {
                    return i;
                }
            }
        }
        return drawn;
    }

    private boolean doubtful(int tier, PickContext context) {
        return doubtful(
                endpoints.stream().filter(one -> one.spec().tier() == tier).toList(), context);
    }

    /** Whether so many of them have failed the request that the rest is to be doubted, too. */
    private static boolean doubtful(List<Endpoint> some, PickContext context) {
        return some.stream().filter(context::tried).limit(DOUBTFUL).count() == DOUBTFUL;
    }

    /** Whether there is any backend that the caller has not tried: if so, waiting may help. */
    boolean anyoneLeft(PickContext context) {
        for (Group group : groups) {
            if (!group.exhausted(context)) {
                return true;
            }
        }
        return false;
    }
}
