package io.tollgate.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The latest revisions, in their order. Added to by one thread at a time; readers never wait. */
final class History {
    private static final int KEEP = 1_000;

    private volatile List<Revision> revisions;

    /**
     * @param kept oldest first
     */
    History(List<Revision> kept) {
        revisions = latest(kept, KEEP);
    }

    void add(Revision revision) {
        List<Revision> all = new ArrayList<>(revisions);
        all.add(revision);
        revisions = latest(all, KEEP);
    }

    /** 0 before the first. */
    long lastNumber() {
        List<Revision> all = revisions;
        return all.isEmpty() ? 0 : all.get(all.size() - 1).number();
    }

    /** The latest ones, newest first. */
    List<Revision> newest(int limit) {
        List<Revision> found = new ArrayList<>(latest(revisions, Math.max(0, limit)));
        Collections.reverse(found);
        return found;
    }

    /**
     * A revision that may be undone now.
     *
     * @throws RefusedException when there is none of that number, or it cannot be undone, with the reason
     */
    Revision undoable(long number) throws RefusedException {
        Revision target = revisions.stream()
                .filter(revision -> revision.number() == number)
                .findFirst()
                .orElseThrow(() ->
                        refused("there is no revision " + number + " any more", "take one of GET /api/v1/revisions"));
        if (target.inverse().isEmpty()) {
            throw refused("revision " + number + " was a change of the file", "change the file back");
        }
        Set<String> touched = touched(target);
        for (Revision later : revisions) {
            if (later.number() > number) {
                Set<String> both = touched(later);
                both.retainAll(touched);
                if (!both.isEmpty()) {
                    throw refused(
                            "revision " + later.number() + " has changed " + String.join(" and ", both) + " since",
                            "undo that one first");
                }
            }
        }
        return target;
    }

    /** What it changed, and what undoing it would change besides. */
    private static Set<String> touched(Revision revision) {
        Set<String> subjects = new LinkedHashSet<>();
        revision.edits().forEach(edit -> subjects.add(edit.subject()));
        revision.inverse().forEach(edit -> subjects.add(edit.subject()));
        return subjects;
    }

    private static List<Revision> latest(List<Revision> all, int limit) {
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    private static RefusedException refused(String message, String fix) {
        return new RefusedException("revision", message, fix);
    }
}
