package io.tollgate.admin.ui;

import io.tollgate.admin.Impact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what a change would leave of a pool. */
final class ImpactText {
    private final Messages messages;
    private final Format format;

    ImpactText(Messages messages, Format format) {
        this.messages = messages;
        this.format = format;
    }

    /** Who is left is said first, then how near their limits they come; empty where nothing is taken away. */
    String of(@Nullable Impact impact) {
        if (impact == null) {
            return "";
        }
        return joined(who(impact), load(impact), fills(impact));
    }

    private String who(Impact impact) {
        return switch (impact.left()) {
            case NOBODY -> messages.get("act.nobody");
            case LAST -> messages.get("act.last");
            case ALL -> "";
            case SOME -> {
                String takesOver = impact.takesOver() == null ? "" : messages.get("act.takesOver", impact.takesOver());
                boolean lost = Math.round(impact.capacity() * 100) < 100;
                yield joined(takesOver, lost ? messages.get("act.leaves", format.roundPercent(impact.capacity())) : "");
            }
        };
    }

    private String load(Impact impact) {
        if (impact.limit() == 0) {
            return "";
        }
        return impact.full()
                ? messages.get(
                        "act.full",
                        format.count(impact.inFlight()),
                        format.count(impact.limit()),
                        format.roundPercent(impact.use()))
                : messages.get("act.others", format.roundPercent(impact.use()));
    }

    private String fills(Impact impact) {
        return impact.fills() == null
                ? ""
                : messages.get(
                        "act.fills",
                        format.figure(impact.rate()),
                        format.lasting(Math.max(1000, impact.fills().toMillis())));
    }

    /** Those that are not empty, one after the other. */
    static String joined(String... sentences) {
        List<String> said = new ArrayList<>(List.of(sentences));
        said.removeIf(String::isEmpty);
        return String.join(" ", said);
    }
}
