package io.tollgate.admin.ui;

import io.tollgate.model.HashKey;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PolicySpec;
import io.tollgate.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads how a pool is to pick from the fields of a form, naming everything that is wrong with it at once. */
final class NewPolicy {
    /** Named as in the configuration; {@code name} is of the key's cookie, field or parameter. */
    static final List<String> FIELDS = List.of("key", "name", "subset");

    /** What can be hashed, as a form sends it; the first is the default. */
    static final List<String> KEYS = List.of("client", "path", "cookie", "header", "query");

    private NewPolicy() {}

    /**
     * The policy of that type. Of the fields only ring-hash takes any; an empty one stands for its default.
     *
     * @throws InvalidSettingException with the fields' names as paths
     */
    static PolicySpec read(String type, Map<String, String> fields) {
        if (!type.equals(PolicySpec.RING_HASH)) {
            return new PolicySpec(type);
        }
        List<Problem> problems = new ArrayList<>();
        HashKey key = HashKey.DEFAULT;
        int subset = 0;
        try {
            key = key(text(fields, "key"), text(fields, "name"));
        } catch (InvalidSettingException e) {
            e.problems().forEach(problem -> problems.add(problem.path().isEmpty() ? problem.under("name") : problem));
        }
        String typed = text(fields, "subset");
        try {
            subset = typed.isEmpty() ? 0 : Integer.parseInt(typed);
        } catch (NumberFormatException e) {
            problems.add(new Problem("subset", "\"" + typed + "\" is not a whole number", "write digits only"));
        }
        try {
            PolicySpec policy = new PolicySpec(type, key, subset);
            if (problems.isEmpty()) {
                return policy;
            }
        } catch (InvalidSettingException e) {
            problems.addAll(e.problems());
        }
        throw new InvalidSettingException(problems);
    }

    /** The fields that would make that policy. */
    static Map<String, String> fields(PolicySpec policy) {
        HashKey key = policy.hashed();
        return key == null
                ? Map.of()
                : Map.of("key", kind(key), "name", name(key), "subset", Integer.toString(policy.subset()));
    }

    /** The policy in a few words, what it hashes included. */
    static String words(PolicySpec policy, Messages messages) {
        HashKey key = policy.hashed();
        if (key == null) {
            return policy.type();
        }
        String what = messages.get("policy.key." + kind(key)) + " " + name(key);
        String subset = policy.subset() == 0 ? "" : ", subset " + policy.subset();
        return policy.type() + " (" + what.strip() + subset + ")";
    }

    private static HashKey key(String kind, String name) {
        return switch (kind) {
            case "path" -> new HashKey.Path();
            case "cookie" -> new HashKey.Cookie(name);
            case "header" -> new HashKey.Header(name);
            case "query" -> new HashKey.Query(name);
            case "", "client" -> new HashKey.Client();
            default ->
                throw new InvalidSettingException(List.of(new Problem(
                        "key", "\"" + kind + "\" is nothing to hash", "write one of " + String.join(", ", KEYS))));
        };
    }

    private static String kind(HashKey key) {
        if (key instanceof HashKey.Cookie) {
            return "cookie";
        }
        if (key instanceof HashKey.Header) {
            return "header";
        }
        if (key instanceof HashKey.Query) {
            return "query";
        }
        return key instanceof HashKey.Path ? "path" : "client";
    }

    private static String name(HashKey key) {
        if (key instanceof HashKey.Cookie cookie) {
            return cookie.name();
        }
        if (key instanceof HashKey.Header header) {
            return header.name();
        }
        return key instanceof HashKey.Query query ? query.name() : "";
    }

    private static String text(Map<String, String> fields, String field) {
        return fields.getOrDefault(field, "").strip();
    }
}
