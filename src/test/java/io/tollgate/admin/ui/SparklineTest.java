package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SparklineTest {
    private final Format format = new Format(Messages.in(Locale.ENGLISH), ZoneOffset.UTC);

    @Test
    void theNewestPointIsAtTheRightEdgeAndThePeakAtTheTop() {
        Sparkline line = Sparkline.of(List.of(0.0, 50.0, 100.0), format);
        assertTrue(line.points().endsWith(" 240.0,1.5"), line.points());
        assertTrue(line.points().startsWith("234.6,34.5 "), line.points());
        assertEquals("100", line.last());
        assertEquals("100", line.peak());
    }

    @Test
    void oneValueOrNoneDrawsNothing() {
        assertFalse(Sparkline.of(List.of(), format).drawn());
        assertFalse(Sparkline.of(List.of(3.0), format).drawn());
    }

    @Test
    void aQuietPastIsALineAtTheBottom() {
        assertEquals(
                "237.3,34.5 240.0,34.5", Sparkline.of(List.of(0.0, 0.0), format).points());
    }

    @Test
    void atMostFifteenMinutesAreDrawn() {
        Sparkline line = Sparkline.of(Collections.nCopies(500, 1.0), format);
        assertEquals(90, line.points().split(" ", -1).length);
        assertTrue(line.points().startsWith("0.0,"), line.points());
    }
}
