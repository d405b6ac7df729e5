package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The forms of the lines are tested where operators read them, in the test of control's diff. */
class SettingChangesTest {

    @RepeatedTest(50)
    void hasALineExactlyWhenSomethingDiffersAndNeverTheFormOfCode(RepetitionInfo repetition) {
        RandomConfigurations random = new RandomConfigurations(new Random(repetition.getCurrentRepetition()));
        Configuration one = random.next();
        Configuration other = random.next();
        assertEquals(List.of(), SettingChanges.between(one, one, key -> true));
        List<String> lines = SettingChanges.between(one, other, key -> true);
        assertEquals(one.equals(other), lines.isEmpty());
        for (String line : lines) {
            assertFalse(line.contains("Spec[") || line.contains("PT") || line.contains("@"), line);
            assertFalse(line.contains("\n"), line);
        }
    }

    @Test
    void looksOnlyAtWhatIsWanted() {
        RandomConfigurations random = new RandomConfigurations(new Random(3));
        List<String> lines = SettingChanges.between(random.next(), random.next(), key -> key.equals("routes"));
        assertTrue(lines.stream().allMatch(line -> line.startsWith("routes ")), lines.toString());
        assertFalse(lines.isEmpty());
    }
}
