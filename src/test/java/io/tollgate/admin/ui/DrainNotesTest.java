package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.affinity.SessionSurvey;
import io.tollgate.control.DrainReport;
import io.tollgate.control.DrainReport.Basis;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainNotesTest {
    private static final long NOON = Duration.ofHours(12).toMillis();

    private final Messages messages = Messages.in(Collections.enumeration(List.of(Locale.ENGLISH)));
    private final DrainNotes notes = new DrainNotes(messages, new Format(messages, ZoneOffset.UTC), NOON);

    @Test
    void tellsOfSessionsAndRequests() {
        SessionSurvey survey = new SessionSurvey(43, 7_200_000, 1_500_000, 3_000, List.of(3, 9, 12, 0));
        assertEquals(
                List.of(
                        "120 sessions were there when it began; 43 are left.",
                        "Last seen: 3 within 10 s, 9 within 1 min, 12 within 5 min, 19 longer ago. The quietest has said"
                                + " nothing for 25 min, the oldest is 2 h old.",
                        "2 requests in flight have taken 12 s on average.",
                        "At the pace of the last minutes nobody is left by 12:06, in 6 min."),
                notes.of(report(120, 43, survey, 2, Basis.PACE)));
    }

    @Test
    void tellsWhatTheEstimateRestsOn() {
        SessionSurvey none = new SessionSurvey(0, 0, 0, 0, List.of(0, 0, 0, 0));
        assertEquals(
                List.of(
                        "Tollgate was started after it began, and has not seen how many sessions there were.",
                        "Tollgate was started lately: until 12:06, for 6 min more, sessions may come back that it has not"
                                + " seen."),
                notes.of(report(-1, 0, none, 0, Basis.START)));
        assertEquals(
                List.of(
                        "1 session was there when it began; 1 is left.",
                        "Last seen: 1 within 5 min. The quietest has said nothing for 2 min, the oldest is 3 min old.",
                        "None leaves at present; if none came back, the last would end by 12:06, in 6 min."),
                notes.of(report(
                        1, 1, new SessionSurvey(1, 180_000, 120_000, 120_000, List.of(0, 0, 1, 0)), 0, Basis.QUIET)));
        assertEquals(
                List.of("1 request in flight has taken 12 s on average.", "Only requests are waited for."),
                notes.of(report(0, 0, null, 1, Basis.REQUESTS)));
    }

    private static DrainReport report(
            int atStart, int left, @Nullable SessionSurvey survey, int inFlight, Basis basis) {
        return new DrainReport(NOON - 60_000, atStart, left, survey, inFlight, 12_000, NOON + 360_000, basis);
    }
}
