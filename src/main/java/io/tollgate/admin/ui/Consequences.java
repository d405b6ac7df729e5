package io.tollgate.admin.ui;

import io.tollgate.balance.Endpoint;
import io.tollgate.balance.ServingGroup;
import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Says what an act on a backend would do, before it is done. */
final class Consequences {
    private final PoolPicture pool;
    private final Messages messages;
    private final Format format;
    private final Map<Endpoint, ServingGroup> groups = new HashMap<>();
    private final IdentityHashMap<ServingGroup, Double> weights = new IdentityHashMap<>();

    Consequences(PoolPicture pool, Messages messages, Format format) {
        this.pool = pool;
        this.messages = messages;
        this.format = format;
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
            case DRAIN -> joined(holds(backend), sessions(backend, "act.drain.sessions"), others(backend));
            case MAINTENANCE -> joined(holds(backend), sessions(backend, "act.maintenance.sessions"), others(backend));
        };
    }

    String ofRemoval(BackendPicture backend, boolean inFile) {
        return joined(
                holds(backend),
                sessions(backend, "act.remove.sessions"),
                others(backend),
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

    /** What becomes of the other backends: nobody left is said first, then how near their limits they come. */
    private String others(BackendPicture backend) {
        List<BackendPicture> others = others(backend, b -> b.weight() > 0);
        if (others.isEmpty()) {
            others = others(backend, b -> b.state().open() && b.endpoint().effectiveWeight() > 0);
        }
        if (others.isEmpty()) {
            return messages.get("act.nobody");
        }
        long limit = 0;
        for (BackendPicture other : others) {
            if (other.spec().maxRequests() == 0) {
                return "";
            }
            limit += other.spec().maxRequests();
        }
        return messages.get("act.others", format.roundPercent((double) pool.inFlight() / limit));
    }

    private List<BackendPicture> others(BackendPicture backend, Predicate<BackendPicture> which) {
        return pool.backends().stream()
                .filter(b -> !b.id().equals(backend.id()))
                .filter(which)
                .toList();
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

    private static String joined(String... sentences) {
        List<String> said = new ArrayList<>(List.of(sentences));
        said.removeIf(String::isEmpty);
        return String.join(" ", said);
    }
}
