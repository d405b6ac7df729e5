package io.tollgate.admin.ui;

import io.tollgate.admin.InterlockedRollouts;
import io.tollgate.admin.OverloadException;
import io.tollgate.assist.Rollout;
import io.tollgate.assist.RolloutException;
import io.tollgate.assist.Rollouts;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.model.Durations;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import io.tollgate.model.RolloutSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operator does with rolling deployments. Thread-safe. */
final class RolloutActs {
    static final List<String> FIELDS = List.of("backends", "batch", "drain");

    private final LiveConfig config;
    private final Rollouts rollouts;
    private final InterlockedRollouts interlocked;
    private final Pages pages;

    RolloutActs(LiveConfig config, Rollouts rollouts, InterlockedRollouts interlocked, Pages pages) {
        this.config = config;
        this.rollouts = rollouts;
        this.interlocked = interlocked;
        this.pages = pages;
    }

    /** What is asked before one begins; it begins with what the file says. */
    PoolAsk asking(String pool) {
        PoolRuntime runtime = config.current().pool(pool);
        if (runtime == null) {
            return PoolAsk.NOTHING;
        }
        RolloutSpec spec = runtime.spec().rollout();
        return PoolAsk.rolling(new AddForm(
                FIELDS,
                Map.of("batch", Integer.toString(spec.batch()), "drain", Durations.format(spec.drain())),
                List.of()));
    }

    void start(Visit visit, String pool) throws IOException {
        Map<String, String> typed = new LinkedHashMap<>();
        FIELDS.forEach(field -> typed.put(field, visit.field(field).strip()));
        typed.put("reason", visit.field("reason").strip());
        try {
            boolean force = visit.field("force").equals(judged(typed));
            Rollout unused = interlocked.start(pool, order(visit.operator(), typed), force);
            visit.seeOther("pools/" + pool);
        } catch (OverloadException e) {
            typed.put("force", judged(typed));
            PoolAsk again = PoolAsk.overloading(new AddForm(FIELDS, typed, List.of()), e.impact());
            String text = visit.messages().get("notice.overload");
            pages.pool(visit, Acts.CONFLICT, pool, again, Outcome.failed(Notice.failure(text, List.of())));
        } catch (InvalidSettingException e) {
            pages.pool(
                    visit,
                    Acts.UNPROCESSABLE,
                    pool,
                    PoolAsk.rolling(new AddForm(FIELDS, typed, onFields(e.problems()))),
                    Outcome.NONE);
        } catch (RolloutException e) {
            PoolAsk again = PoolAsk.rolling(new AddForm(FIELDS, typed, List.of()));
            pages.pool(visit, Acts.CONFLICT, pool, again, failed(visit, e));
        }
    }

    void command(Visit visit, String pool, String name) throws IOException {
        Rollouts.Command command = Rollouts.Command.of(name);
        if (command == null) {
            pages.missing(visit);
            return;
        }
        try {
            Rollout unused = rollouts.command(pool, command, visit.operator());
            visit.seeOther("pools/" + pool);
        } catch (RolloutException e) {
            pages.pool(visit, Acts.CONFLICT, pool, PoolAsk.NOTHING, failed(visit, e));
        }
    }

    /** What the first batch follows from: a confirmation holds for that only, and not for what is typed next. */
    private static String judged(Map<String, String> typed) {
        return typed.getOrDefault("batch", "") + " of " + typed.getOrDefault("backends", "");
    }

    private static Rollouts.Order order(String author, Map<String, String> typed) {
        List<Problem> problems = new ArrayList<>();
        List<String> backends = Arrays.stream(typed.getOrDefault("backends", "").split("[,\\s]+", -1))
                .filter(id -> !id.isEmpty())
                .toList();
        Integer batch = batch(typed.getOrDefault("batch", ""), problems);
        Duration drain = drain(typed.getOrDefault("drain", ""), problems);
        if (!problems.isEmpty()) {
            throw new InvalidSettingException(problems);
        }
        return new Rollouts.Order(author, typed.getOrDefault("reason", ""), backends, batch, drain);
    }

    private static @Nullable Integer batch(String typed, List<Problem> problems) {
        if (typed.isEmpty()) {
            return null;
        }
        if (typed.matches("[1-9][0-9]?|100")) {
            return Integer.valueOf(typed);
        }
        problems.add(new Problem("batch", "\"" + typed + "\" is out of range", "write a whole number from 1 to 100"));
        return null;
    }

    private static @Nullable Duration drain(String typed, List<Problem> problems) {
        if (typed.isEmpty()) {
            return null;
        }
        try {
            Duration drain = Durations.parse(typed);
            if (drain.compareTo(Duration.ofDays(7)) <= 0) {
                return drain;
            }
        } catch (IllegalArgumentException e) {
            // Answered like one that is too long.
        }
        problems.add(new Problem("drain", "\"" + typed + "\" is out of range", "write one from 0s to 7d, such as 30m"));
        return null;
    }

    /** The form has one field for all backends. */
    private static List<Problem> onFields(List<Problem> problems) {
        return problems.stream()
                .map(p -> p.path().startsWith("backends") ? new Problem("backends", p.message(), p.fix()) : p)
                .toList();
    }

    private static Outcome failed(Visit visit, RolloutException e) {
        String why = Objects.requireNonNullElse(e.getMessage(), "");
        return Outcome.failed(Notice.failure(visit.messages().get("notice.refused"), List.of(why)));
    }
}
