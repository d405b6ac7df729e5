package io.tollgate.admin.rest;

import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Edit;
import io.tollgate.model.Durations;
import io.tollgate.model.Mode;
import io.tollgate.model.Weight;
import io.tollgate.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a PATCH of a backend asks for, as edits. A field left out stays as it is; {@code "weight": null} follows the
 * file again, {@code "deadline": null} takes the deadline away.
 */
final class BackendPatch {
    static final String MODE = "mode";
    static final String WEIGHT = "weight";
    static final String DEADLINE = "deadline";

    private static final Duration LONGEST = Duration.ofDays(365);

    private final JsonBody body;
    private final Mode currentMode;
    private final BackendOverlay overlay;
    private final Clock clock;

    /**
     * @param currentMode the backend's mode now, which a lone deadline is about
     */
    BackendPatch(JsonBody body, Mode currentMode, BackendOverlay overlay, Clock clock) {
        this.body = body;
        this.currentMode = currentMode;
        this.overlay = overlay;
        this.clock = clock;
    }

    /**
     * The edits, at least one.
     *
     * @throws ProblemException 422 when a field is not what it should be, or there is none
     */
    List<Edit> edits(String pool, String backend) {
        body.onlyHas(List.of(MODE, WEIGHT, DEADLINE, Reasons.FIELD, Force.FIELD));
        List<Edit> edits = new ArrayList<>();
        if (body.has(MODE) || body.has(DEADLINE)) {
            Mode mode = mode();
            edits.add(new Edit.SetMode(pool, backend, mode, deadlineMillis(mode)));
        }
        if (body.isNull(WEIGHT)) {
            edits.add(new Edit.FollowFile(pool, backend));
        } else if (body.has(WEIGHT)) {
            edits.add(new Edit.SetWeight(pool, backend, body.number(WEIGHT, Weight.MIN, Weight.MAX)));
        }
        if (edits.isEmpty()) {
            throw ProblemException.invalid("", "changes nothing", "write mode, weight or deadline");
        }
        return edits;
    }

    private Mode mode() {
        if (!body.has(MODE)) {
            if (currentMode == Mode.DRAIN && overlay.mode() != Mode.DRAIN) {
                throw ProblemException.invalid(
                        DEADLINE,
                        "it drains because it is found no more, until discovery.drain is over",
                        "write \"mode\": \"drain\" with it to make the drain your own");
            }
            return currentMode;
        }
        String text = body.text(MODE);
        try {
            return Mode.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(MODE, "\"" + text + "\" is not a mode", "write ready, drain or maintenance");
        }
    }

    private @Nullable Long deadlineMillis(Mode mode) {
        if (!body.has(DEADLINE)) {
            return mode == Mode.DRAIN && currentMode == Mode.DRAIN ? overlay.deadlineMillis() : null;
        }
        String text = body.text(DEADLINE);
        if (text == null) {
            return null;
        }
        if (mode != Mode.DRAIN) {
            throw ProblemException.invalid(
                    DEADLINE, "only a drain has a deadline", "write it with \"mode\": \"drain\"");
        }
        Instant now = clock.now();
        Instant deadline = read(text, now);
        if (!deadline.isAfter(now) || deadline.isAfter(now.plus(LONGEST))) {
            throw ProblemException.invalid(
                    DEADLINE, "\"" + text + "\" is not within the next 365 days", "write a later time, such as 10m");
        }
        return deadline.toEpochMilli();
    }

    private static Instant read(String text, Instant now) {
        try {
            return text.indexOf(':') >= 0 ? OffsetDateTime.parse(text).toInstant() : now.plus(Durations.parse(text));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw ProblemException.invalid(
                    DEADLINE,
                    "\"" + text + "\" is neither a duration nor a time",
                    "write one such as 10m or 2026-11-23T14:30:00Z");
        }
    }
}
