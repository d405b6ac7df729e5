package io.tollgate.admin.ui;

import io.tollgate.control.Revision;
import java.util.List;
import java.util.Set;

/** Writes revisions as lines. */
final class ChangeLines {
    /** Authors that are Tollgate's own, with their message keys. */
    private static final Set<String> OWN = Set.of("file", "drain");

    private final Messages messages;
    private final Format format;
    private final long now;

    ChangeLines(Messages messages, Format format, long now) {
        this.messages = messages;
        this.format = format;
        this.now = now;
    }

    List<ChangeLine> of(List<Revision> revisions) {
        return revisions.stream().map(this::of).toList();
    }

    private ChangeLine of(Revision revision) {
        return new ChangeLine(
                revision.number(),
                format.at(revision.atMillis(), now),
                format.ago(now - revision.atMillis()),
                Format.iso(revision.atMillis()),
                author(revision.author()),
                revision.diff(),
                revision.reason(),
                !revision.inverse().isEmpty());
    }

    private String author(String name) {
        return OWN.contains(name) ? messages.get("author." + name) : name;
    }
}
