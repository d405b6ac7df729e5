package io.tollgate.config;

import io.tollgate.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a text. What it keeps is bounded in number and length. Not thread-safe. */
final class Findings {
    static final int MAX_PROBLEMS = 1000;
    static final int MAX_TEXT = 300;

    private final List<Finding> findings = new ArrayList<>();
    private boolean dropped;

    private record Finding(Place place, Problem problem) {}

    void add(Place place, String path, String message, String fix) {
        if (findings.size() == MAX_PROBLEMS) {
            dropped = true;
            return;
        }
        findings.add(new Finding(
                place, new Problem(oneWord(shortened(path)), oneLine(shortened(message)), oneLine(shortened(fix)))));
    }

    /** Adds a problem at the place in the tree that its path speaks of. */
    void at(Node root, Problem problem) {
        Locator.Spot spot = Locator.find(root, problem.path());
        add(spot.node().place(), spot.path(), spot.veiled(problem.message()), problem.fix());
    }

    boolean isEmpty() {
        return findings.isEmpty();
    }

    /** Whether nothing more will be kept, so that looking further is in vain. */
    boolean isFull() {
        return dropped;
    }

    /** All of them, in the order of their places. */
    List<Located> located(String file) {
        return sorted().stream()
                .map(f -> new Located(file, f.place().line(), f.place().column(), f.problem()))
                .toList();
    }

    /** All of them, in the order of their places. */
    List<Problem> problems() {
        return sorted().stream().map(Finding::problem).toList();
    }

    private List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparing(Finding::place));
        if (dropped) {
            Place last = sorted.get(sorted.size() - 1).place();
            sorted.add(new Finding(last, new Problem("", "there are further problems", "correct these first")));
        }
        return sorted;
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int half = MAX_TEXT / 2;
        return text.substring(0, half) + "…" + text.substring(text.length() - half);
    }

    private static String oneLine(String text) {
        return replace(text, false);
    }

    private static String oneWord(String text) {
        return replace(text, true);
    }

    private static String replace(String text, boolean spacesToo) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
            boolean unfit = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.isSurrogate(c)
                    || (space && (spacesToo || c != ' '));
            out.append(unfit ? '_' : c);
        }
        return out.toString();
    }
}
