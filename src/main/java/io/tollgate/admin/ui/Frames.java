package io.tollgate.admin.ui;

import io.tollgate.control.LiveConfig;
import io.tollgate.control.Revision;
import io.tollgate.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what every page has around its content. Thread-safe. */
final class Frames {
    /** Later an outcome is no news; it stays in the list of changes. */
    private static final long NEWS = Duration.ofMinutes(5).toMillis();
    /** Revisions looked through for the one whose outcome is told. */
    private static final int RECENT = 50;

    private final LiveConfig config;
    private final Clock clock;
    private final Node node;
    private final Assets assets;

    Frames(LiveConfig config, Clock clock, Node node, Assets assets) {
        this.config = config;
        this.clock = clock;
        this.node = node;
        this.assets = assets;
    }

    Frame of(Visit visit, Place place, long revision, TopLine top, Outcome outcome, Format format) {
        Notice notice = notice(visit.messages(), outcome, format);
        boolean told = notice != null && !notice.failed();
        String query =
                told ? place.query() + (place.query().isEmpty() ? "" : "&") + "done=" + outcome.done() : place.query();
        return new Frame(
                visit.messages(),
                assets,
                node,
                place.title(),
                place.section(),
                query.isEmpty() ? place.back() : place.back() + "?" + query,
                place.back(),
                visit.address().base(),
                visit.partial(),
                visit.theme(),
                visit.operator(),
                visit.csrf(),
                revision,
                top,
                notice);
    }

    LoginPage login(Visit visit, String name, String next, String problem) {
        return new LoginPage(
                visit.messages(), assets, node, visit.address().base(), visit.theme(), name, next, problem);
    }

    private @Nullable Notice notice(Messages messages, Outcome outcome, Format format) {
        if (outcome.failure() != null || outcome.done() == 0) {
            return outcome.failure();
        }
        long now = clock.wallMillis();
        Optional<Revision> found = config.revisions(RECENT).stream()
                .filter(r -> r.number() == outcome.done() && now - r.atMillis() < NEWS)
                .findFirst();
        return found.map(r -> done(messages, r, format, now)).orElse(null);
    }

    private static Notice done(Messages messages, Revision revision, Format format, long now) {
        Long undo = revision.inverse().isEmpty() ? null : revision.number();
        String text =
                messages.get("notice.done", Long.toString(revision.number()), format.ago(now - revision.atMillis()));
        return new Notice(false, text, List.copyOf(revision.diff()), undo);
    }
}
