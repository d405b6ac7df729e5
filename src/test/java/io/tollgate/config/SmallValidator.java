package io.tollgate.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges a value by the part of JSON Schema that {@link JsonSchema} uses, and fails at any other keyword. */
final class SmallValidator {
    private static final Set<String> NOTES = Set.of("$schema", "$defs", "title", "description", "default");

    private final JsonNode root;

    private SmallValidator(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the value, empty when nothing. */
    static String complaint(JsonNode schema, JsonNode value) {
        return new SmallValidator(schema).judge(schema, value, "");
    }

    private String judge(JsonNode schema, JsonNode value, String path) {
        for (Map.Entry<String, JsonNode> rule : schema.properties()) {
            String complaint = judge(rule.getKey(), rule.getValue(), schema, value, path);
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private String judge(String keyword, JsonNode rule, JsonNode schema, JsonNode value, String path) {
        return switch (keyword) {
            case "$ref" -> judge(root.at(rule.asText().substring(1)), value, path);
            case "type" -> check(isType(rule, value), path, keyword);
            case "enum" -> check(contains(rule, value), path, keyword);
            case "pattern" ->
                check(
                        !value.isTextual()
                                || Pattern.compile(rule.asText())
                                        .matcher(value.asText())
                                        .find(),
                        path,
                        keyword);
            case "minimum" -> check(!value.isNumber() || value.asLong() >= rule.asLong(), path, keyword);
            case "maximum" -> check(!value.isNumber() || value.asLong() <= rule.asLong(), path, keyword);
            case "minProperties" -> check(value.size() >= rule.asInt(), path, keyword);
            case "maxProperties" -> check(value.size() <= rule.asInt(), path, keyword);
            case "required" -> required(rule, value, path);
            case "anyOf" -> anyOf(rule, value, path);
            case "items" -> items(rule, value, path);
            case "properties" -> properties(rule, value, path);
            case "additionalProperties" -> additional(rule, schema, value, path);
            default -> {
                if (!NOTES.contains(keyword)) {
                    throw new AssertionError("unknown keyword " + keyword);
                }
                yield "";
            }
        };
    }

    private static String check(boolean holds, String path, String keyword) {
        return holds ? "" : path + ": " + keyword;
    }

    private static boolean isType(JsonNode types, JsonNode value) {
        if (types.isTextual()) {
            return isType(types.asText(), value);
        }
        for (JsonNode type : types) {
            if (isType(type.asText(), value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "null" -> value.isNull();
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String required(JsonNode names, JsonNode value, String path) {
        for (JsonNode name : names) {
            if (value.isObject() && !value.has(name.asText())) {
                return path + ": lacks " + name.asText();
            }
        }
        return "";
    }

    private String anyOf(JsonNode choices, JsonNode value, String path) {
        StringBuilder complaints = new StringBuilder();
        for (JsonNode choice : choices) {
            String complaint = judge(choice, value, path);
            if (complaint.isEmpty()) {
                return "";
            }
            complaints.append(complaint).append(" | ");
        }
        return complaints.toString();
    }

    private String items(JsonNode rule, JsonNode value, String path) {
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            String complaint = judge(rule, value.get(i), path + "[" + i + "]");
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private String properties(JsonNode rules, JsonNode value, String path) {
        for (Iterator<String> names = rules.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            String complaint = value.has(name) ? judge(rules.get(name), value.get(name), path + "." + name) : "";
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private String additional(JsonNode rule, JsonNode schema, JsonNode value, String path) {
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!schema.path("properties").has(name)) {
                String complaint = rule.isBoolean()
                        ? check(rule.asBoolean(), path + "." + name, "additionalProperties")
                        : judge(rule, value.get(name), path + "." + name);
                if (!complaint.isEmpty()) {
                    return complaint;
                }
            }
        }
        return "";
    }
}
