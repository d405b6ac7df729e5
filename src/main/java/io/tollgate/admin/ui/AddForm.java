package io.tollgate.admin.ui;

import io.tollgate.model.Problem;
import java.util.List;
import java.util.Map;

/**
 * A form that adds a backend or a route: what was typed, and what was wrong with it.
 *
 * @param fields those that have a place for what is wrong with them
 */
public record AddForm(List<String> fields, Map<String, String> typed, List<Problem> problems) {

    public AddForm {
        fields = List.copyOf(fields);
        typed = Map.copyOf(typed);
        problems = List.copyOf(problems);
    }

    /** Nothing typed yet. */
    static AddForm empty(List<String> fields) {
        return new AddForm(fields, Map.of(), List.of());
    }

    /** What was typed in that field; empty at first. */
    public String value(String field) {
        return typed.getOrDefault(field, "");
    }

    /** What is wrong with that field and what to write instead, a sentence each; empty when nothing is. */
    public String problem(String field) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            if (fieldOf(problem).equals(field)) {
                text.append(text.isEmpty() ? "" : " ").append(sentence(problem));
            }
        }
        return text.toString();
    }

    /** What is wrong with none of the fields. */
    public List<String> otherProblems() {
        return problems.stream()
                .filter(p -> !fields.contains(fieldOf(p)))
                .map(AddForm::sentence)
                .toList();
    }

    static String sentence(Problem problem) {
        String text = problem.fix().isEmpty() ? problem.message() : problem.message() + "; " + problem.fix();
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String fieldOf(Problem problem) {
        return problem.path().substring(problem.path().lastIndexOf('.') + 1);
    }
}
