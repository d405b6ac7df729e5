package io.tollgate.admin.ui;

import io.tollgate.admin.InterlockedConfig;
import io.tollgate.admin.OverloadException;
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

    private final LiveConfig config;
    private final InterlockedConfig interlocked;
    private final Clock clock;
    private final Pages pages;

    Acts(LiveConfig config, InterlockedConfig interlocked, Clock clock, Pages pages) {
        this.config = config;
        this.interlocked = interlocked;
        this.clock = clock;
        this.pages = pages;
    }

    /** What is open on a pool's page, or asked before an act, by the page's address. */
    PoolAsk asked(Visit visit, String pool) {
        return visit.field("policy").isEmpty()
                ? PoolAsk.opened(visit.field("open"), Wish.of(visit::field))
                : asking(pool);
    }

    void mode(Visit visit, String pool, String backend) throws IOException {
        Mode mode = Wish.mode(visit.field("mode"));
        if (mode == null) {
            pages.missing(visit);
            return;
        }
        Wish wish = Wish.ofMode(backend, mode, visit.field("deadline"), visit.field("reason"));
        perform(visit, pool, PoolAsk.NOTHING, wish, OptionalLong.empty());
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
        Wish wish = Wish.ofWeight(backend, (int) weight, visit.field("reason"));
        perform(visit, pool, PoolAsk.wrongWeight(backend, typed), wish, OptionalLong.empty());
    }

    void follow(Visit visit, String pool, String backend) throws IOException {
        Wish wish = Wish.toFollow(backend, visit.field("reason"));
        perform(visit, pool, PoolAsk.NOTHING, wish, OptionalLong.empty());
    }

    void remove(Visit visit, String pool, String backend) throws IOException {
        Wish wish = Wish.toRemove(backend, visit.field("reason"));
        perform(visit, pool, PoolAsk.before(wish), wish, visit.number("revision"));
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
            perform(visit, pool, asking(pool), null, edit, OptionalLong.empty());
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

    private void perform(Visit visit, String pool, PoolAsk again, Wish wish, OptionalLong expected) throws IOException {
        perform(visit, pool, again, wish, wish.edit(pool, clock.wallMillis()), expected);
    }

    /** @param wish what is asked again where it would overload */
    private void perform(Visit visit, String pool, PoolAsk again, @Nullable Wish wish, Edit edit, OptionalLong expected)
            throws IOException {
        Change change = Change.of(visit.operator(), visit.field("reason").strip(), edit);
        try {
            Revision made =
                    interlocked.apply(change, expected, visit.field("force").equals("true"));
            visit.seeOther("pools/" + pool + told(made));
        } catch (OverloadException e) {
            PoolAsk first = wish == null ? again : PoolAsk.before(wish);
            String text = visit.messages().get("notice.overload");
            pages.pool(visit, CONFLICT, pool, first, Outcome.failed(Notice.failure(text, List.of())));
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
