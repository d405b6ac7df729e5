package io.tollgate.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.config.RecordShape.Part;
import io.tollgate.model.Configuration;
import io.tollgate.model.HttpsRedirect;
import io.tollgate.model.Secret;
import io.tollgate.model.Setting;
import io.tollgate.model.StatusRange;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The JSON Schema (draft 2020-12) of a configuration file, made from the model's records, so that editors complete and
 * check while one types. What the schema refuses the reader refuses; the reader judges more, such as references.
 */
public final class JsonSchema {
    /** The number of an annotation's range such as {@code 0 to 1000}. */
    private static final String RANGE = "-?[0-9]+ to -?[0-9]+";

    private static final String HAS_REFERENCE = "\\$\\{";

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

    private JsonSchema() {}

    /** The schema, indented, ending with a line end. */
    public static String text() {
        JsonSchema schema = new JsonSchema();
        ObjectNode root = schema.json.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Tollgate configuration");
        root.setAll(schema.properties(Configuration.class));
        root.set("$defs", schema.definitions);
        try {
            return schema.json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode properties(Class<?> record) {
        ObjectNode object = json.createObjectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        List<Part> parts = RecordShape.of(record).parts();
        parts.forEach(part -> properties.set(part.key(), property(part)));
        List<Part> required = parts.stream().filter(Part::required).toList();
        if (!required.isEmpty()) {
            ArrayNode names = object.putArray("required");
            required.forEach(part -> names.add(part.key()));
        }
        return object.put("additionalProperties", false);
    }

    private ObjectNode property(Part part) {
        ObjectNode schema = of(part.type(), part.setting());
        if (part.optional()) {
            schema = either(schema, json.createObjectNode().put("type", "null"));
        }
        schema.put("description", part.setting().value());
        if (!part.required()) {
            Object value = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(part.setting().defaultsTo());
            schema.set("default", json.valueToTree(value));
        }
        return schema;
    }

    private ObjectNode of(Type type, Setting setting) {
        ObjectNode schema = json.createObjectNode();
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                schema.put("type", "array").set("items", of(arguments[0], setting));
            } else {
                schema.put("type", "object").set("additionalProperties", of(arguments[1], setting));
            }
            return schema;
        }
        Class<?> plain = (Class<?>) type;
        if (!Leaves.isLeaf(plain)) {
            return schema.put("$ref", "#/$defs/" + define(plain, setting));
        }
        return leaf(plain, setting.range());
    }

    private ObjectNode leaf(Class<?> type, String range) {
        ObjectNode schema = json.createObjectNode();
        ValueType valueType = ValueType.of(type);
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == Secret.class) {
            return schema.put("type", "string").put("pattern", HAS_REFERENCE);
        }
        if (type == boolean.class) {
            schema.putArray("type").add("boolean").add("string");
            return schema.put("pattern", HAS_REFERENCE);
        }
        if (type.isEnum()) {
            Leaves.names(type).forEach(schema.putArray("enum")::add);
            return either(schema, json.createObjectNode().put("type", "string").put("pattern", HAS_REFERENCE));
        }
        if (valueType != null) {
            ArrayNode types = schema.putArray("type").add("string");
            if (type == StatusRange.class || type == HttpsRedirect.class) {
                types.add("integer");
            }
            if (type == HttpsRedirect.class) {
                types.add("boolean");
            }
            return schema.put("pattern", "^(" + valueType.pattern() + ")$|" + HAS_REFERENCE);
        }
        schema.putArray("type").add("integer").add("string");
        schema.put("pattern", HAS_REFERENCE);
        if (range.matches(RANGE)) {
            String[] ends = range.split(" to ", 2);
            schema.put("minimum", Integer.parseInt(ends[0])).put("maximum", Integer.parseInt(ends[1]));
        }
        return schema;
    }

    /** Adds the definition of a record or choice unless it is there, and returns its name. */
    private String define(Class<?> type, Setting setting) {
        String name = type.getSimpleName();
        if (definitions.has(name)) {
            return name;
        }
        definitions.putObject(name);
        definitions.set(name, type.isRecord() ? record(type) : choice(type, setting));
        return name;
    }

    private ObjectNode record(Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        if (shape.unwrapped()) {
            return property(shape.parts().get(0));
        }
        ObjectNode group = properties(type);
        @Nullable Part shorthand = shape.shorthand();
        return shorthand == null
                ? group
                : either(
                        group,
                        leaf((Class<?>) shorthand.type(), shorthand.setting().range()));
    }

    private ObjectNode choice(Class<?> type, Setting setting) {
        ObjectNode group = json.createObjectNode().put("type", "object");
        ObjectNode properties = group.putObject("properties");
        for (Map.Entry<String, Class<?>> choice : Choices.of(type).entrySet()) {
            properties.set(choice.getKey(), of(choice.getValue(), setting));
        }
        return group.put("additionalProperties", false).put("minProperties", 1).put("maxProperties", 1);
    }

    private ObjectNode either(ObjectNode one, ObjectNode other) {
        ObjectNode schema = json.createObjectNode();
        schema.putArray("anyOf").add(one).add(other);
        return schema;
    }
}
