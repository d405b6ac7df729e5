package io.tollgate.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrcaTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "TEXT cpu_utilization=0.3 | 0.3",
                "TEXT cpu_utilization=0.3,mem_utilization=0.8 | 0.3",
                "TEXT mem_utilization=0.8, cpu_utilization=0.3 | 0.3",
                "TEXT cpu_utilization=0.3, application_utilization=1.25, rps_fractional=9 | 1.25",
                "TEXT application_utilization=0, cpu_utilization=.5 | 0.5",
                "TEXT cpu_utilization=1 | 1",
                "TEXT cpu_utilization=0.30 ,eps=1 | 0.3",
                "TEXT named_metrics.cpu_utilization=0.9 | -1",
                "TEXT cpu_utilization | -1",
                "TEXT cpu_utilization= | -1",
                "TEXT cpu_utilization=, eps=1 | -1",
                "TEXT cpu_utilization=-0.5 | -1",
                "TEXT cpu_utilization=1e3 | -1",
                "TEXT cpu_utilization=0.3.4 | -1",
                "TEXT cpu_utilization=NaN | -1",
                "TEXT | -1",
                "'' | -1",
                "JSON {} | -1",
                "BIN CZqZmZmZmbk/ | -1",
                "cpu_utilization=0.3 | -1",
            })
    void tellsTheUtilization(String text, double utilization) {
        assertEquals(utilization, OrcaText.utilization(text), 1e-12);
    }

    @Test
    void bearsWhateverABackendSends() {
        SplittableRandom random = new SplittableRandom(4);
        String pieces = "TEXT cpu_utilization=application_utilization,.0123456789 \u00e9";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "TEXT ");
            for (int j = random.nextInt(6); j > 0; j--) {
                int from = random.nextInt(pieces.length());
                text.append(pieces, from, from + random.nextInt(pieces.length() - from + 1));
            }
            double utilization = OrcaText.utilization(text.toString());
            assertTrue(utilization == -1 || utilization >= 0, text + " is " + utilization);
        }
        assertEquals(-1, OrcaText.utilization("TEXT cpu_utilization=0.5," + "x=1,".repeat(1000)));
    }
}
