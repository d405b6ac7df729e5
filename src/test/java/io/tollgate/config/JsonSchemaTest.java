package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema accepts what the reader accepts, and refuses what an editor should underline. */
class JsonSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = schema();

    @Test
    void saysItsDraftAndClosesEveryGroup() {
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                SCHEMA.path("$schema").asText());
        assertFalse(SCHEMA.path("additionalProperties").asBoolean(true));
        assertEquals(
                0,
                SCHEMA.at("/$defs/BackendSpec/anyOf/0/properties/weight/minimum")
                        .asInt(-1));
        assertEquals(
                1000,
                SCHEMA.at("/$defs/BackendSpec/anyOf/0/properties/weight/maximum")
                        .asInt());
        assertEquals(
                "10s", SCHEMA.at("/$defs/QueueSpec/properties/wait/default").asText());
        assertTrue(SCHEMA.at("/$defs/QueueSpec/properties/wait/description")
                        .asText()
                        .length()
                > 10);
    }

    @ParameterizedTest
    @MethodSource("io.tollgate.config.ExamplesTest#files")
    void acceptsTheExamples(Path file) throws IOException {
        assertEquals("", SmallValidator.complaint(SCHEMA, value(Files.readString(file))));
    }

    @Test
    void acceptsWhateverTheWriterWrites() {
        RandomConfigurations random = new RandomConfigurations(new Random(7));
        for (int i = 0; i < 200; i++) {
            String text = ConfigWriter.write(random.next());
            assertEquals("", SmallValidator.complaint(SCHEMA, value(text)), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backends: [{url: \"${URL}\", weight: \"${WEIGHT}\"}]",
                "pools: [{id: a, affinity: \"${TYPE}\", slowStart: \"${TIME}\", probe: {expect: 204}}]",
                "pools: [{id: a}]\nroutes: [{id: a, match: {path: null}, action: {local: {}}}]"
            })
    void acceptsReferencesAndShortForms(String text) {
        assertEquals("", SmallValidator.complaint(SCHEMA, value(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "backend: []",
                "backends: {}",
                "backends: [{weight: 1}]",
                "backends: [\"ftp://a\"]",
                "listeners: [{id: a, address: \"[::1]:1\", redirectToHttps: maybe}]",
                "listeners: [{id: a, address: \"[::1]:1\", tls: {certificates: [{keystore: a, password: b}]}}]",
                "pools: [{id: a, tls: {verify: \"no\"}}]",
                "backends: [{url: \"http://a:1\", weight: 1001}]",
                "backends: [{url: \"http://a:1\", weight: \"5\"}]",
                "pools: [{id: 1}]",
                "pools: [{id: a, slowStart: 5}]",
                "pools: [{id: a, slowStart: 5 s}]",
                "pools: [{id: a, retry: {budget: 20}}]",
                "pools: [{id: a, affinity: sticky}]",
                "routes: [{id: a}]",
                "routes: [{id: a, action: {}}]",
                "routes: [{id: a, action: {forward: {pool: a}}}]",
                "routes: [{id: a, action: {local: {}, respond: {}}}]"
            })
    void refusesWhatTheReaderRefuses(String text) {
        assertFalse(SmallValidator.complaint(SCHEMA, value(text)).isEmpty());
        assertFalse(Readings.bad(text).isEmpty());
    }

    private static JsonNode value(String yaml) {
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    private static JsonNode schema() {
        try {
            return JSON.readTree(JsonSchema.text());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
