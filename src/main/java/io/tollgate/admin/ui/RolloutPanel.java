package io.tollgate.admin.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool's rolling deployment.
 *
 * @param headline how far the latest one is; empty before the first
 * @param account why it is paused, or how it ended; may be empty
 * @param paused it waits for an operator
 * @param turns its backends
 * @param acts what can be done with it
 * @param events what happened last, newest first
 * @param asked what was typed for a new one; null while nobody asks
 * @param warning what its first batch would overload; empty unless that is to be confirmed
 * @param hook what will renew each backend
 */
public record RolloutPanel(
        String headline,
        String account,
        boolean paused,
        List<Turn> turns,
        List<Act> acts,
        List<String> events,
        @Nullable AddForm asked,
        String warning,
        String hook) {
    public RolloutPanel {
        turns = List.copyOf(turns);
        acts = List.copyOf(acts);
        events = List.copyOf(events);
    }

    /**
     * One backend's.
     *
     * @param stage its name, for the sheet of styles
     */
    public record Turn(String backend, String stage, String word, String since, String note) {}

    /** One command, as a form sends it. */
    public record Act(String command, String label, String consequence) {}

    /** Whether there is anything to show but the way to a new one. */
    public boolean shown() {
        return !headline.isEmpty();
    }

    /** Whether one is under way, so that no other can begin. */
    public boolean open() {
        return !acts.isEmpty();
    }
}
