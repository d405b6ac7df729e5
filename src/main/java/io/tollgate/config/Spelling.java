package io.tollgate.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses what somebody meant to write. */
final class Spelling {
    private static final int MAX_LENGTH = 40;

    private Spelling() {}

    /** The choice nearest to the word, or null when none is near. */
    static @Nullable String nearest(String word, Collection<String> choices) {
        if (word.length() > MAX_LENGTH) {
            return null;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String choice : choices) {
            int distance = distance(lower, choice.toLowerCase(Locale.ROOT));
            if (distance < bestDistance && distance < choice.length()) {
                best = choice;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Levenshtein's distance: letters to insert, remove or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
