package io.tollgate.admin.ui;

import io.tollgate.admin.ui.BackendRow.Drawer;
import io.tollgate.admin.ui.BackendRow.Fact;
import io.tollgate.admin.ui.BackendRow.ProbeNote;
import io.tollgate.control.BackendOverlay;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import java.util.ArrayList;
import java.util.List;

/** Makes what an opened row shows. */
final class Drawers {
    private final Consequences consequences;
    private final Messages messages;
    private final Format format;
    private final long now;

    Drawers(Consequences consequences, Messages messages, Format format, long now) {
        this.consequences = consequences;
        this.messages = messages;
        this.format = format;
        this.now = now;
    }

    Drawer of(BackendPicture b, BackendOverlay overlay, boolean discovered) {
        BackendSpec spec = b.spec();
        List<Fact> facts = new ArrayList<>();
        facts.add(fact("url", spec.url().toString()));
        facts.add(fact("tier", format.count(spec.tier())));
        facts.add(fact("zone", spec.zone().isEmpty() ? Format.NONE : spec.zone()));
        facts.add(fact("limit", limit(b)));
        facts.add(fact("weight", effective(b)));
        if (b.endpoint().utilization() >= 0) {
            facts.add(fact(
                    "load",
                    messages.get("percent", format.roundPercent(b.endpoint().utilization()))));
        }
        facts.add(fact("requests", format.count(b.endpoint().requestsTotal())));
        facts.add(fact("errors", format.count(b.endpoint().errorsTotal())));
        facts.add(fact("source", messages.get(source(overlay, discovered))));
        return new Drawer(
                facts,
                b.endpoint().recentProbes().stream()
                        .map(p -> ProbeNote.of(p, format, now))
                        .toList(),
                b.endpoint().mode() == Mode.READY,
                consequences.of(b, Mode.DRAIN));
    }

    private static String source(BackendOverlay overlay, boolean discovered) {
        return discovered
                ? "fact.source.discovered"
                : overlay.added() == null ? "fact.source.file" : "fact.source.added";
    }

    /** An agent may bound it further. */
    private String limit(BackendPicture b) {
        int set = b.spec().maxRequests();
        int inForce = b.endpoint().maxRequests();
        String said = set == 0 ? messages.get("fact.limit.none") : format.count(set);
        return set == inForce ? said : messages.get("fact.now", said, format.count(inForce));
    }

    /** Slow start and reported load make the weight in force differ from the one that is set. */
    private String effective(BackendPicture b) {
        int set = b.spec().weight();
        double inForce = b.endpoint().effectiveWeight();
        return set == inForce ? format.count(set) : messages.get("fact.now", format.count(set), format.weight(inForce));
    }

    private Fact fact(String key, String value) {
        return new Fact(messages.get("fact." + key), value);
    }
}
