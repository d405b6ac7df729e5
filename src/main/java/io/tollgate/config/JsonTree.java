package io.tollgate.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tollgate.model.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a tree of one JSON value, as a request's body holds it. Nothing in it is a reference. */
final class JsonTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlTree.MAX_DEPTH)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws InvalidSettingException when the text is not one JSON value */
    static Node read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            Node root = new JsonTree(parser).node(parser.nextToken());
            if (parser.nextToken() != null) {
                throw new InvalidSettingException("", "has something behind its end", "write one JSON value");
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new InvalidSettingException("", "is not JSON" + where, "write one JSON value");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node node(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new InvalidSettingException("", "is empty", "write one JSON value");
        }
        Place place = place();
        return switch (token) {
            case START_OBJECT -> mapping(place);
            case START_ARRAY -> sequence(place);
            case VALUE_STRING -> scalar(Node.Kind.TEXT, place);
            case VALUE_TRUE, VALUE_FALSE -> scalar(Node.Kind.TRUTH, place);
            case VALUE_NULL -> scalar(Node.Kind.NOTHING, place);
            default -> scalar(Node.Kind.NUMBER, place);
        };
    }

    private Node scalar(Node.Kind kind, Place place) throws IOException {
        String text = parser.getText();
        return new Node.Scalar(text, text, kind, place);
    }

    private Node sequence(Place place) throws IOException {
        List<Node> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token));
        }
        return new Node.Sequence(items, place);
    }

    private Node mapping(Place place) throws IOException {
        List<Node.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place at = place();
            entries.add(new Node.Entry(key, at, node(parser.nextToken())));
        }
        return new Node.Mapping(entries, place);
    }

    private Place place() {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(at.getLineNr(), at.getColumnNr());
    }
}
