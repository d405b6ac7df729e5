package io.tollgate.admin.ui;

import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.RefusedException;
import io.tollgate.control.Revision;
import io.tollgate.control.StaleException;
import io.tollgate.control.StoreRefusedException;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Mode;
import io.tollgate.model.Problem;
import io.tollgate.model.Weight;
import io.tollgate.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the operator does: each act is one change, and leads back to the page it was done from. Modes and weights are
 * set whatever the revision, for a page that has lain open must not stand in the way of a drain; a removal names the
 * revision that its consequence was read at. Thread-safe.
 */
final class Acts {
    static final int UNPROCESSABLE = 422;
    static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;
    private static final long MAX_DEADLINE_MINUTES = Duration.ofDays(7).toMinutes();

    private final LiveConfig config;
    private final Clock clock;
    private final Pages pages;

    Acts(LiveConfig config, Clock clock, Pages pages) {
        this.config = config;
        this.clock = clock;
        this.pages = pages;
    }

    void mode(Visit visit, String pool, String backend) throws IOException {
        Mode mode;
        try {
            mode = Mode.parse(visit.field("mode"));
        } catch (IllegalArgumentException e) {
            pages.missing(visit);
            return;
        }
        Edit edit = new Edit.SetMode(pool, backend, mode, mode == Mode.DRAIN ? deadline(visit) : null);
        perform(visit, pool, PoolAsk.NOTHING, edit, OptionalLong.empty());
    }

    void weight(Visit visit, String pool, String backend) throws IOException {
        String typed = visit.field("weight").strip();
        OptionalLong wanted = visit.number("weight");
        OptionalLong step = visit.number("step");
        if (wanted.isEmpty() || wanted.getAsLong() < Weight.MIN || wanted.getAsLong() > Weight.MAX) {
            pages.pool(visit, UNPROCESSABLE, pool, PoolAsk.wrongWeight(backend, typed), Outcome.NONE);
            return;
        }
        long weight = Math.max(Weight.MIN, Math.min(Weight.MAX, wanted.getAsLong() + step.orElse(0)));
        Edit edit = new Edit.SetWeight(pool, backend, (int) weight);
        perform(visit, pool, PoolAsk.wrongWeight(backend, typed), edit, OptionalLong.empty());
    }

    void follow(Visit visit, String pool, String backend) throws IOException {
        perform(visit, pool, PoolAsk.NOTHING, new Edit.FollowFile(pool, backend), OptionalLong.empty());
    }

    void remove(Visit visit, String pool, String backend) throws IOException {
        PoolAsk again = PoolAsk.opened("", backend);
        perform(visit, pool, again, new Edit.RemoveBackend(pool, backend), visit.number("revision"));
    }

    void add(Visit visit, String pool) throws IOException {
        Map<String, String> typed = new LinkedHashMap<>();
        BackendForm.FIELDS.forEach(field -> typed.put(field, visit.field(field)));
        typed.put("reason", visit.field("reason"));
        try {
            Edit edit = new Edit.AddBackend(pool, BackendForm.read(typed));
            apply(visit, pool, Change.of(visit.operator(), visit.field("reason").strip(), edit), OptionalLong.empty());
        } catch (InvalidSettingException e) {
            refusedForm(visit, UNPROCESSABLE, pool, new AddForm(BackendForm.FIELDS, typed, e.problems()));
        } catch (RefusedException e) {
            refusedForm(visit, status(e), pool, new AddForm(BackendForm.FIELDS, typed, e.problems()));
        } catch (StaleException e) {
            pages.pool(
                    visit,
                    CONFLICT,
                    pool,
                    PoolAsk.adding(new AddForm(BackendForm.FIELDS, typed, List.of())),
                    stale(visit, e));
        }
    }

    /** What is asked before a pool picks otherwise; it begins with how the pool picks now. */
    PoolAsk asking(String pool) {
        PoolRuntime runtime = config.current().pool(pool);
        Map<String, String> now =
                runtime == null ? Map.of() : NewPolicy.fields(runtime.spec().policy());
        return PoolAsk.picking(new AddForm(NewPolicy.FIELDS, now, List.of()));
    }

    /** Has it pick by another policy; by the file's where none is named. */
    void policy(Visit visit, String pool) throws IOException {
        Map<String, String> typed = new LinkedHashMap<>();
        NewPolicy.FIELDS.forEach(field -> typed.put(field, visit.field(field)));
        typed.put("reason", visit.field("reason"));
        String type = visit.field("type");
        try {
            Edit edit = new Edit.SetPolicy(pool, type.isEmpty() ? null : NewPolicy.read(type, typed));
            perform(visit, pool, asking(pool), edit, OptionalLong.empty());
        } catch (InvalidSettingException e) {
            AddForm form = new AddForm(NewPolicy.FIELDS, typed, e.problems());
            pages.pool(visit, UNPROCESSABLE, pool, PoolAsk.picking(form), Outcome.NONE);
        }
    }

    void undo(Visit visit, String number) throws IOException {
        String back = pages.known(visit.field("back"));
        try {
            Revision made = config.undo(Long.parseLong(number), visit.operator(), OptionalLong.empty());
            visit.seeOther(back + "?done=" + made.number());
        } catch (NumberFormatException e) {
            pages.missing(visit);
        } catch (RefusedException e) {
            pages.at(visit, status(e), back, refused(visit, e.problems()));
        } catch (StaleException e) {
            pages.at(visit, CONFLICT, back, stale(visit, e));
        }
    }

    private void perform(Visit visit, String pool, PoolAsk again, Edit edit, OptionalLong expected) throws IOException {
        Change change = Change.of(visit.operator(), visit.field("reason").strip(), edit);
        try {
            apply(visit, pool, change, expected);
        } catch (RefusedException e) {
            pages.pool(visit, status(e), pool, again, refused(visit, e.problems()));
        } catch (StaleException e) {
            pages.pool(visit, CONFLICT, pool, again, stale(visit, e));
        }
    }

    private void apply(Visit visit, String pool, Change change, OptionalLong expected)
            throws RefusedException, StaleException {
        Revision made = config.apply(change, expected);
        visit.seeOther("pools/" + pool + told(made));
    }

    /** What changed nothing has made no revision: the one it names is somebody else's, and not to be told as ours. */
    static String told(Revision made) {
        return made.diff().isEmpty() ? "" : "?done=" + made.number();
    }

    private void refusedForm(Visit visit, int status, String pool, AddForm form) throws IOException {
        pages.pool(visit, status, pool, PoolAsk.adding(form), Outcome.NONE);
    }

    private @Nullable Long deadline(Visit visit) {
        OptionalLong minutes = visit.number("deadline");
        if (minutes.isEmpty() || minutes.getAsLong() < 1) {
            return null;
        }
        long bounded = Math.min(minutes.getAsLong(), MAX_DEADLINE_MINUTES);
        return clock.wallMillis() + Duration.ofMinutes(bounded).toMillis();
    }

    static int status(RefusedException e) {
        return e instanceof StoreRefusedException ? UNAVAILABLE : UNPROCESSABLE;
    }

    static Outcome refused(Visit visit, List<Problem> problems) {
        List<String> lines = problems.stream().map(AddForm::sentence).toList();
        return Outcome.failed(Notice.failure(visit.messages().get("notice.refused"), lines));
    }

    static Outcome stale(Visit visit, StaleException e) {
        String text = visit.messages().get("notice.stale", Long.toString(e.current()));
        return Outcome.failed(Notice.failure(text, List.of()));
    }
}
