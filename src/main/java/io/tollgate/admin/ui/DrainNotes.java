package io.tollgate.admin.ui;

import io.tollgate.affinity.SessionSurvey;
import io.tollgate.control.DrainReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says how a drain goes, in sentences. */
final class DrainNotes {
    private final Messages messages;
    private final Format format;
    private final long nowMillis;

    DrainNotes(Messages messages, Format format, long nowMillis) {
        this.messages = messages;
        this.format = format;
        this.nowMillis = nowMillis;
    }

    /** What there was and is left, when those left were last seen, and when it should be over; a sentence each. */
    List<String> of(DrainReport report) {
        List<String> lines = new ArrayList<>();
        SessionSurvey survey = report.survey();
        if (survey != null) {
            lines.add(
                    report.sessionsAtStart() < 0
                            ? messages.get("drain.start.unseen")
                            : messages.get("drain.start", report.sessionsAtStart(), report.sessions()));
            if (survey.sessions() > 0) {
                lines.add(seen(survey));
            }
        }
        if (report.inFlight() > 0) {
            lines.add(messages.get("drain.flight", report.inFlight(), format.lasting(report.inFlightMillis())));
        }
        lines.add(estimate(report));
        return lines;
    }

    private String seen(SessionSurvey survey) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < SessionSurvey.WITHIN.size(); i++) {
            int count = survey.seen().get(i);
            if (count > 0) {
                Duration within = SessionSurvey.WITHIN.get(i);
                spans.add(messages.get("drain.seen.within", count, format.lasting(within.toMillis())));
            }
        }
        if (survey.quiet() > 0) {
            spans.add(messages.get("drain.seen.longer", survey.quiet()));
        }
        return messages.get(
                "drain.seen",
                String.join(messages.get("list.and"), spans),
                format.lasting(survey.quietestMillis()),
                format.lasting(survey.oldestMillis()));
    }

    private String estimate(DrainReport report) {
        String at = format.minute(report.endsMillis());
        String in = format.lasting(Math.max(0, report.endsMillis() - nowMillis));
        return switch (report.basis()) {
            case PACE -> messages.get("drain.ends.pace", at, in);
            case QUIET -> messages.get("drain.ends.quiet", at, in);
            case START -> messages.get("drain.ends.start", at, in);
            case REQUESTS -> messages.get("drain.ends.requests");
        };
    }
}
