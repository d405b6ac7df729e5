package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FormatTest {
    private static final long NOON = 1_700_049_600_000L;

    private final Format format = new Format(Messages.in(Locale.ENGLISH), ZoneOffset.UTC);

    @Test
    void figuresHaveAsManyDigitsAsOneCanActOn() {
        assertEquals("0", format.figure(0));
        assertEquals("0.4", format.figure(0.42));
        assertEquals("9.9", format.figure(9.94));
        assertEquals("10", format.figure(9.96));
        assertEquals("1,204", format.figure(1203.7));
    }

    @Test
    void smallSharesOfErrorsDoNotRoundToNothing() {
        assertEquals("0", format.percent(0));
        assertEquals("0.04", format.percent(0.0004));
        assertEquals("1.0", format.percent(0.00999));
        assertEquals("3.1", format.percent(0.031));
        assertEquals("100", format.percent(1));
    }

    @Test
    void nothingMeasuredIsADash() {
        assertEquals(Format.NONE, format.millis(0));
        assertEquals("5.8", format.millis(5.8));
    }

    @Test
    void timesAreToldInTheirLargestUnit() {
        assertEquals(
                List.of("0 s", "59 s", "1 min", "59 min", "2 h", "3 d"),
                List.of(-5L, 59_999L, 60_000L, 3_599_000L, 7_300_000L, 3 * 86_400_000L).stream()
                        .map(format::lasting)
                        .toList());
        assertEquals("12 s ago", format.ago(12_000));
    }

    @Test
    void aTimeOfAnotherDayHasItsDate() {
        assertEquals("11:59:00", format.at(NOON - 60_000, NOON));
        assertEquals("2023-11-14 11:59:00", format.at(NOON - 86_460_000, NOON));
    }

    @Test
    void timesAreOfTheZone() {
        Format seoul = new Format(Messages.in(Locale.KOREAN), ZoneId.of("Asia/Seoul"));
        assertEquals("21:00", seoul.minute(NOON));
    }
}
