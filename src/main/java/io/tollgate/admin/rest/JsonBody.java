package io.tollgate.admin.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body: one JSON object, strictly read. Not thread-safe. */
final class JsonBody {
    static final int MAX_BYTES = 64 << 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode object;

    private JsonBody(ObjectNode object) {
        this.object = object;
    }

    /**
     * Reads it.
     *
     * @throws ProblemException 400 when it is not one JSON object, 413 when it is too large
     */
    static JsonBody read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw ProblemException.of(413, "The body is larger than " + MAX_BYTES + " bytes.");
        }
        JsonNode node;
        try {
            node = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw ProblemException.of(400, "The body is not JSON: line " + line + ", " + said(e));
        }
        if (node instanceof ObjectNode object) {
            return new JsonBody(object);
        }
        throw ProblemException.of(400, "The body is not a JSON object, such as {\"mode\": \"drain\"}.");
    }

    /** The parser adds where a thing began in a manner of its own. */
    private static String said(JsonProcessingException e) {
        String whole = e.getOriginalMessage();
        int source = whole.indexOf("[Source:");
        return source < 0
                ? whole
                : whole.substring(0, Math.max(0, whole.lastIndexOf('(', source)))
                        .strip();
    }

    /** The same for settings that are there already. */
    static JsonBody of(Map<String, Object> settings) {
        return new JsonBody(JSON.valueToTree(settings));
    }

    /** Whether it has the field, be it null. */
    boolean has(String field) {
        return object.has(field);
    }

    /** Whether the field is there and null. */
    boolean isNull(String field) {
        return object.path(field).isNull();
    }

    /** The field's text; null when it is missing or null. */
    @Nullable
    String text(String field) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw ProblemException.invalid(field, node + " is not a text", "write it in quotes");
        }
        return node.textValue();
    }

    /** The field's text, taken out of the object. */
    @Nullable
    String takeText(String field) {
        String text = text(field);
        object.remove(field);
        return text;
    }

    /**
     * The field's truth value, taken out of the object; null when it is missing or null.
     *
     * @throws ProblemException 422 when it is anything else
     */
    @Nullable
    Boolean takeFlag(String field) {
        JsonNode node = object.path(field);
        object.remove(field);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw ProblemException.invalid(field, node + " is neither true nor false", "write true or false");
        }
        return node.booleanValue();
    }

    /**
     * The field's whole number.
     *
     * @throws ProblemException 422 when it is anything else, or out of range
     */
    int number(String field, int min, int max) {
        JsonNode node = object.path(field);
        boolean fits = node.isIntegralNumber() && node.canConvertToInt();
        if (!fits || node.intValue() < min || node.intValue() > max) {
            throw ProblemException.invalid(
                    field,
                    fits ? node + " is out of range" : node + " is not a whole number",
                    "write a whole number from " + min + " to " + max);
        }
        return node.intValue();
    }

    /** The field's value; a missing node when there is none. */
    JsonNode node(String field) {
        return object.path(field);
    }

    void put(String field, String text) {
        object.put(field, text);
    }

    void put(String field, JsonNode value) {
        object.set(field, value);
    }

    /**
     * Refuses fields that nobody would read.
     *
     * @throws ProblemException 422 naming each
     */
    void onlyHas(List<String> known) {
        List<Problem> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unknown.add(new Problem(name, "there is no such field", "write one of " + String.join(", ", known)));
            }
        });
        if (!unknown.isEmpty()) {
            throw ProblemException.invalid(unknown);
        }
    }

    /** As JSON text. */
    @Override
    public String toString() {
        return object.toString();
    }
}
