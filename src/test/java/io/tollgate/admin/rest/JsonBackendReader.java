package io.tollgate.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.InvalidSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** Stands in for the configuration's binder: the same refusals, for the fields that tests use. */
public final class JsonBackendReader implements BackendReader {
    private static final Set<String> KNOWN = Set.of("id", "url", "weight", "tier", "zone", "maxRequests");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public BackendSpec read(String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new InvalidSettingException(name, "there is no such setting", "did you mean weight");
            }
        });
        if (!node.has("url")) {
            throw new InvalidSettingException("url", "missing", "write one such as http://10.0.0.5:8080");
        }
        return new BackendSpec(
                node.path("id").asText(""),
                BackendUrl.parse(node.path("url").asText()),
                node.path("weight").asInt(100),
                node.path("tier").asInt(0),
                node.path("zone").asText(""),
                node.path("maxRequests").asInt(0));
    }
}
