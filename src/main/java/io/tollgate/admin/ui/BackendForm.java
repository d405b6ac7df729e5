package io.tollgate.admin.ui;

import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Problem;
import io.tollgate.model.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a backend from the fields of a form, naming everything that is wrong with it at once. */
final class BackendForm {
    /** Named as in the configuration. */
    static final List<String> FIELDS = List.of("url", "id", "weight", "maxRequests", "tier", "zone");

    private static final BackendUrl ANY = new BackendUrl("http", "any", 80);

    private final Map<String, String> fields;
    private final List<Problem> problems = new ArrayList<>();

    private BackendForm(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * The backend that the fields describe; an empty field stands for its default.
     *
     * @throws InvalidSettingException with the fields' names as paths
     */
    static BackendSpec read(Map<String, String> fields) {
        return new BackendForm(fields).read();
    }

    private BackendSpec read() {
        BackendUrl url = url();
        int weight = number("weight", Weight.DEFAULT);
        int tier = number("tier", 0);
        int maxRequests = number("maxRequests", 0);
        try {
            BackendSpec spec = new BackendSpec(text("id"), url, weight, tier, text("zone"), maxRequests);
            if (problems.isEmpty()) {
                return spec;
            }
        } catch (InvalidSettingException e) {
            problems.addAll(e.problems());
        }
        throw new InvalidSettingException(problems);
    }

    /** Where the URL is wrong, any other stands in, so that the remaining fields are still judged. */
    private BackendUrl url() {
        String text = text("url");
        try {
            if (!text.isEmpty()) {
                return BackendUrl.parse(text);
            }
            problems.add(
                    new Problem("url", "missing", "write where the backend answers, such as http://10.0.0.5:8080"));
        } catch (IllegalArgumentException e) {
            String message = e.getMessage() == null ? "not a URL" : e.getMessage();
            problems.add(new Problem(
                    "url",
                    message,
                    "write scheme, host and port, such as http://10.0.0.5:8080, or unix:/run/app.sock"));
        }
        return ANY;
    }

    private int number(String field, int fallback) {
        String text = text(field);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            problems.add(new Problem(field, "\"" + text + "\" is not a whole number", "write digits only"));
            return fallback;
        }
    }

    private String text(String field) {
        return fields.getOrDefault(field, "").strip();
    }
}
