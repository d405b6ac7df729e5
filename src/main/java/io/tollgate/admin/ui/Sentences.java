package io.tollgate.admin.ui;

import io.tollgate.balance.ServingGroup;
import io.tollgate.control.DiscoveryReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The state of things in one sentence. */
final class Sentences {
    private final Messages messages;
    private final Format format;

    Sentences(Messages messages, Format format) {
        this.messages = messages;
        this.format = format;
    }

    /** Of one pool: what its backends are; what its callers suffer is {@link #alarm}'s. */
    String pool(PoolPicture pool) {
        return messages.get("health.backends", pool.backends().size()) + counts(List.of(pool)) + backup(pool);
    }

    /** Which tiers and zones serve a pool and why, the first choice first; empty where there is no choice. */
    List<String> serving(PoolPicture pool) {
        return pool.serving().size() < 2
                ? List.of()
                : pool.serving().stream().map(this::serving).toList();
    }

    private String serving(ServingGroup group) {
        int well = group.candidates().size();
        String key = well == 0 ? "serving.sick" : group.share() == 0 ? "serving.standby" : "serving.takes";
        return messages.get(
                key,
                name(group),
                well,
                group.backends(),
                format.roundPercent(group.share()),
                format.roundPercent(group.health()));
    }

    private String backup(PoolPicture pool) {
        return pool.serving().stream()
                .skip(1)
                .filter(group -> group.share() > 0)
                .map(group -> " " + messages.get("serving.backup", name(group), format.roundPercent(group.share())))
                .collect(Collectors.joining());
    }

    private String name(ServingGroup group) {
        return messages.get("serving." + group.place().label(), group.tier());
    }

    /** Why a pool is loud, or empty when it is not. */
    String alarm(PoolPicture pool) {
        if (pool.failOpen()) {
            return messages.get("alarm.failOpen", pool.id());
        }
        String lost = lost(pool);
        if (!pool.servesNobody()) {
            return lost;
        }
        String nobody = messages.get(pool.backends().isEmpty() ? "alarm.empty" : "alarm.nobody", pool.id());
        return lost.isEmpty() ? nobody : nobody + " " + lost;
    }

    private String lost(PoolPicture pool) {
        DiscoveryReport discovery = pool.discovery();
        return discovery == null || discovery.trouble() == null
                ? ""
                : messages.get(
                        discovery.backends() == 0 ? "alarm.nobody" : "alarm.lost", pool.id(), discovery.trouble());
    }

    /** Why a certificate wants an operator's care, or empty when it does not yet. */
    String alarm(Expiry expiry, long nowMillis) {
        if (!expiry.soon(nowMillis)) {
            return "";
        }
        long left = expiry.atMillis() - nowMillis;
        return left > 0
                ? messages.get("alarm.expires", expiry.name(), expiry.owner(), format.lasting(left))
                : messages.get("alarm.expired", expiry.name(), expiry.owner());
    }

    /** Of everything. */
    String all(List<PoolPicture> pools) {
        int backends = pools.stream().mapToInt(p -> p.backends().size()).sum();
        return messages.get("health.all", pools.size(), backends) + counts(pools) + " " + need(pools);
    }

    /**
     * The same.
     *
     * @param paused rolling deployments that wait for an operator
     */
    String all(List<PoolPicture> pools, int paused) {
        String all = all(pools);
        return paused == 0
                ? all
                : all.replace(messages.get("health.calm"), "").strip() + " " + messages.get("health.rollouts", paused);
    }

    private String need(List<PoolPicture> pools) {
        int troubled = pools.stream()
                .mapToInt(p -> p.count(BackendState.DOWN) + p.count(BackendState.EJECTED))
                .sum();
        int waiting = pools.stream().mapToInt(PoolPicture::queue).sum();
        if (troubled > 0) {
            return messages.get("health.need", troubled);
        }
        if (pools.stream().anyMatch(p -> p.tone() == Tone.ALARM)) {
            return messages.get("health.alarm");
        }
        return waiting > 0 ? messages.get("health.waiting", waiting) : messages.get("health.calm");
    }

    private String counts(List<PoolPicture> pools) {
        List<String> parts = new ArrayList<>();
        for (BackendState state : BackendState.values()) {
            int n = pools.stream().mapToInt(p -> p.count(state)).sum();
            if (n > 0) {
                parts.add(messages.get("count." + state.css(), format.count(n)));
            }
        }
        return parts.isEmpty() ? "." : ": " + String.join(", ", parts) + ".";
    }
}
