package io.tollgate.admin.ui;

import io.tollgate.admin.Impact;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import io.tollgate.control.Edit;
import io.tollgate.model.Mode;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what an act on a backend would do, before it is done. */
final class Consequences {
    private final PoolPicture pool;
    private final Function<Edit, @Nullable Impact> judge;
    private final Messages messages;
    private final Format format;
    private final ImpactText impacts;
    private final Map<Endpoint, ServingGroup> groups = new HashMap<>();
    private final IdentityHashMap<ServingGroup, Double> weights = new IdentityHashMap<>();
    private final Map<Alike, String> left = new HashMap<>();

    /**
     * What makes two backends leave the same of a pool when they go; that judging one of a thousand is enough.
     *
     * @param to the mode it is to have; null for removal
     * @param held what it has in flight though it takes no new callers
     */
    private record Alike(
            @Nullable Mode to,
            Mode from,
            BackendState state,
            int tier,
            String zone,
            double weight,
            int limit,
            boolean serves,
            int held) {}

    /** @param judge what an edit would leave of the pool; null where it takes nothing away */
    Consequences(PoolPicture pool, Function<Edit, @Nullable Impact> judge, Messages messages, Format format) {
        this.pool = pool;
        this.judge = judge;
        this.messages = messages;
        this.format = format;
        this.impacts = new ImpactText(messages, format);
        for (ServingGroup group : pool.serving()) {
            group.candidates().forEach(candidate -> groups.put(candidate, group));
            weights.put(
                    group,
                    group.candidates().stream()
                            .mapToDouble(Endpoint::effectiveWeight)
                            .sum());
        }
    }

    String of(BackendPicture backend, Mode mode) {
        return switch (mode) {
            case READY -> ready(backend);
            case DRAIN ->
                ImpactText.joined(holds(backend), sessions(backend, "act.drain.sessions"), left(backend, mode));
            case MAINTENANCE ->
                ImpactText.joined(holds(backend), sessions(backend, "act.maintenance.sessions"), left(backend, mode));
        };
    }

    String ofRemoval(BackendPicture backend, boolean inFile) {
        return ImpactText.joined(
                holds(backend),
                sessions(backend, "act.remove.sessions"),
                left(backend, null),
                messages.get(inFile ? "act.remove.file" : "act.remove.added"));
    }

    private String ready(BackendPicture backend) {
        if (backend.endpoint().health().usable()) {
            Standing standing = standing(backend);
            double share = standing.share() * shareOf(backend.spec().weight(), standing.others());
            return share == 0 && backend.spec().weight() > 0
                    ? messages.get(
                            "act.ready.backup", backend.id(), backend.spec().tier())
                    : messages.get("act.ready", backend.id(), format.roundPercent(share));
        }
        return messages.get("act.ready.down", backend.id());
    }

    private String holds(BackendPicture backend) {
        String share = format.roundPercent(backend.share());
        return pool.ties()
                ? messages.get("act.holds", backend.id(), backend.sessions(), format.count(pool.sessions()), share)
                : messages.get("act.holds.untied", backend.id(), share, backend.inFlight());
    }

    private String sessions(BackendPicture backend, String key) {
        return backend.sessions() == 0 ? "" : messages.get(key, backend.id());
    }

    /** What that wish would do. */
    String of(BackendPicture backend, Wish wish, Edit edit, boolean inFile) {
        Mode mode = wish.mode();
        if (mode != null) {
            return of(backend, mode);
        }
        return wish.act() == Wish.Act.REMOVE
                ? ofRemoval(backend, inFile)
                : ImpactText.joined(holds(backend), impacts.of(judge.apply(edit)));
    }

    /** Whether it would overload what it leaves. */
    boolean overloads(Edit edit) {
        Impact impact = judge.apply(edit);
        return impact != null && impact.overloads();
    }

    /** @param to null for removal */
    private String left(BackendPicture backend, @Nullable Mode to) {
        Endpoint endpoint = backend.endpoint();
        Alike alike = new Alike(
                to,
                endpoint.mode(),
                backend.state(),
                backend.spec().tier(),
                backend.spec().zone(),
                endpoint.effectiveWeight(),
                endpoint.maxRequests(),
                groups.containsKey(endpoint),
                backend.weight() > 0 ? 0 : backend.inFlight());
        return left.computeIfAbsent(alike, first -> impacts.of(judge.apply(edit(backend, to))));
    }

    private Edit edit(BackendPicture backend, @Nullable Mode to) {
        return to == null
                ? new Edit.RemoveBackend(pool.id(), backend.id())
                : new Edit.SetMode(pool.id(), backend.id(), to, null);
    }

    /**
     * Among whom a backend stands, or would stand if it took new callers.
     *
     * @param others their weight
     * @param share of all new callers that is theirs together, 0 to 1
     */
    record Standing(double others, double share) {}

    Standing standing(BackendPicture backend) {
        ServingGroup its = groups.get(backend.endpoint());
        List<ServingGroup> own = its != null
                ? List.of(its)
                : pool.serving().stream()
                        .filter(group -> group.tier() == backend.spec().tier()
                                && !group.candidates().isEmpty())
                        .toList();
        double all = own.stream()
                .mapToDouble(group -> weights.getOrDefault(group, 0.0))
                .sum();
        double others = its == null ? all : all - backend.endpoint().effectiveWeight();
        double share = own.stream().mapToDouble(ServingGroup::share).sum();
        return new Standing(
                others, own.isEmpty() ? leftByLowerTiers(backend.spec().tier()) : share);
    }

    /** Nothing, as a rule: a lower tier that is well keeps all. */
    private double leftByLowerTiers(int tier) {
        return pool.serving().stream().anyMatch(group -> group.tier() < tier && group.share() > 0) ? 0 : 1;
    }

    private static double shareOf(int own, double others) {
        return own == 0 ? 0 : own / (own + others);
    }
}
