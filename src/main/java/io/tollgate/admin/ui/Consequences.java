package io.tollgate.admin.ui;

import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.List;

/** Says what an act on a backend would do, before it is done. */
final class Consequences {
    private final PoolPicture pool;
    private final Messages messages;
    private final Format format;

    Consequences(PoolPicture pool, Messages messages, Format format) {
        this.pool = pool;
        this.messages = messages;
        this.format = format;
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
            int own = backend.spec().weight();
            return messages.get("act.ready", backend.id(), format.roundPercent(shareOf(own, othersWeight(backend))));
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
        List<BackendPicture> others = pool.backends().stream()
                .filter(b -> !b.id().equals(backend.id()) && b.weight() > 0)
                .toList();
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

    /** The weights that the others share new callers out by. */
    int othersWeight(BackendPicture backend) {
        return pool.backends().stream()
                .filter(b -> !b.id().equals(backend.id()))
                .mapToInt(BackendPicture::weight)
                .sum();
    }

    private static double shareOf(int own, int others) {
        return own == 0 ? 0 : (double) own / (own + others);
    }

    private static String joined(String... sentences) {
        List<String> said = new ArrayList<>(List.of(sentences));
        said.removeIf(String::isEmpty);
        return String.join(" ", said);
    }
}
